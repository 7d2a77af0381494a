// Words the assignment matcher knows, in readable form; scripts/train-pairs.mjs turns them into a hash table
// (assembly/assign/words-table.ts). Lower case, one word as it stands between separators and case changes.
//
// A word may play several parts, in the name of a key (KEY_ROLES) and in a value (VALUE_ROLES).

const words = (text) => text.trim().split(/\s+/);

/** Part a word plays in the name of a key: 1–9 are nouns (CLASS_*), 16 and up are bits (WORD_*), both in assembly/assign/classes.ts. */
export const KEY_ROLES = {
  // nouns: what is named is a secret
  1: words('password passwd passwort passw pass pwd pw psw pswd passcode passwrd userpass dbpass motdepasse kennwort senha'),
  2: words('secret secrets'),
  3: words('token tokens authtoken accesstoken apitoken refreshtoken bearertoken pat'),
  4: words('key keys'),
  5: words('credential credentials creds cred'),
  6: words('auth authorization authentication oauth oauth2 bearer'),
  7: words('verifier salt signature pepper seed hmac nonce'),
  8: words('passphrase'),
  9: words('apikey apikeys secretkey privatekey accesskey authkey appkey masterkey encryptionkey signingkey licensekey'),
  // before `key`: makes it a secret one …
  16: words(`api access secret private priv signing sign signature encryption encrypt encrypting enc decrypt decryption crypto cipher
    master account consumer client app application auth oauth authorization storage shared sas subscription service license licence webhook hmac aes rsa
    ssh jwt jwe jws session cookie validation verification instrumentation ingestion deploy deployment admin root server write read push
    symmetric integration developer dev user partner merchant security secure aws azure gcp google github gitlab slack stripe twilio
    sendgrid mailgun mailchimp openai anthropic datadog newrelic heroku algolia firebase cloudflare digitalocean bot host wallet
    hashing backup vault bearer basic django flask rails laravel rest live prod production stage staging test sandbox
    azureml cosmos redis mongo mysql postgres sql db database ftp smtp mail email ldap proxy admin ibm cloud iam artifactory softlayer cos
    query travel maps weather geo ci registry npm pypi docker`),
  // … or something else
  32: words(`public pub foreign primary cache sort partition row map dict object hash translation i18n index unique composite group event routing
    registry hot shortcut arrow enter tab escape shift ctrl control function hotkey column field property attribute attr sub parent child
    super natural surrogate candidate compound lookup search config setting settings option options param header metadata meta data state
    react resource sentry record shard ancestor entity dedup dedupe deduplication idempotency list item keyboard press up down left right next prev previous first last current any other same new
    message msg label text title menu route path file filename dir s3 bucket blob image asset content locale lang language feature flag
    publishable site recaptcha widget tracking analytics ga measurement range start end min max hkey reg monkey turkey donkey jockey hockey whiskey
    disney sidney sydney kidney valley alley`),
  // after a noun: the value is about the secret, not the secret
  64: words(`file files path paths dir directory folder name names id ids uid uuid guid identifier identifiers handle pub url urls uri link endpoint host type types kind class length len size bytes
    bits min max minimum maximum count counts counter num number total limit limits quota expiry expires expire expired expiration exp ttl
    timeout time date timestamp age days hours minutes seconds lifetime duration period interval label labels title text hint hints message messages msg error errors err errno
    exception invalid required require requires requirement requirements placeholder field fields input inputs form forms control element el elem
    selector button btn link page pages view views route routes screen dialog modal tab policy policies rule rules validator validation validate valid regex pattern regexp
    format formatter encoding encoder decoder algorithm alg algo method methods mode modes status state states enabled enable disabled disable
    reset resets change changed changes changing forgot forgotten lost recovery recover strength score history provider providers manager mgr service services factory handler
    handlers helper helpers util utils controller store storage repository repo repositories model models entity dto config configuration settings setting options option opts
    prompt prefix suffix header headers param params parameter parameters arg args argument arguments variable var vars env ref refs reference version arn scope scopes usage
    index idx pos position offset start end begin hash hashes hashed digest md5 sha sha1 sha256 sha512 bcrypt crypt encrypted cipher checksum fingerprint
    thumbprint signature generator generation generate generated rotation rotate rotated renewal renew refresh update updated updates create created creation
    delete deleted revoke revoked issue issued issuer audience subject request requests response responses
    based less free protected protection safe safety security check checks checker checking match matches mismatch
    show hide visible visibility toggle icon image img css style color focus listener callback click event events bar
    stream parser lexer tokenizer list map set dict array table column columns row rows item items cache queue pool
    pair pairs pem crt cert certificate bundle chain ring store vault resource resources backend source sources
    server domain realm group groups user username users owner account email phone address
    test tests spec doc docs help info description desc desc comment comments detail details
    not empty missing found ok fail failed failure success attempt attempts retry retries
    encryption decryption signing verification supported available accepted exists used using only once manually optional
    usage per to for from of in on by with without and or is was are has have can
    regeneration distribution exchange derivation agreement wrap wrapping
    up down press code codes board pad bind binding bindings frame frames words word space typed type symbol symbols weight color
    balance contract amount price supply holder metadata transfer swap
    template tmpl sample example`),
  // after a noun: changes nothing
  128: words(`value val values prod production dev develop development stage staging live main primary secondary default string str plain plaintext raw
    clear cleartext b64 base64 hex old new current confirm confirmation confirmed again repeat verify retype original first second root admin master
    one two aws gcp azure github gitlab local internal external base temp tmp real actual literal const constant data content here`),
  // anywhere before the noun: the whole is about something else
  256: words(`is has have no not without invalid wrong incorrect missing forgot forgotten reset lost show hide toggle next page paging pagination continuation starting cursor max min num number count total
    csrf xsrf csrfmiddleware antiforgery authenticity requestverification cancel cancellation cancelled abort syntax parse lex comma semicolon eof expected unexpected lookahead
    validate check verify generate hash hashed encrypted crypt encode decode get use using require requires required allow enable disable enabled disabled
    etag cipher sync delta change public pub publishable design style theme color window cert certificate
    placeholder label hint resume lookup lock lease fencing eos bos pad unk idempotency request correlation trace span dedup deduplication`),
  // names ids and digests
  512: words(`id ids sha md5 sha1 sha224 sha256 sha384 sha512 blake2 blake3 rev ref uid uuid guid oid ray hash etag tree blob span head trace index image block merge commit
    digest parent request release checksum revision integrity thumbprint fingerprint correlation crc crc32 resolved version build snapshot layer object changeset
    traceparent tracestate txid tx transaction hashed digests hashes cid arn container pod instance session sessid etags nonce`),
  // before the noun: the value was made up
  1024: words('fake dummy mock mocked bogus fixture example sample non nonmatching mismatched mismatching expired malformed garbage bad stub stubbed'),
};

/** Part a word plays in a value: bits, VALUE_* in assembly/assign/classes.ts. */
export const VALUE_ROLES = {
  // alone, after stripping digits and punctuation: certainly not a secret
  1: words(`changeme changeit changethis replaceme replacethis insertme fillme fillmein todo tbd fixme none null nil undefined empty na nan void
    dummy fake mock sample example examples demo placeholder redacted removed hidden masked filtered sanitized sanitised omitted obfuscated sensitive
    string str text boolean bool true false yes no on off int integer number float double char bytes byte object array any unknown never optional required
    secretstr securestring varchar nvarchar blob json xml yaml uuid guid date datetime timestamp
    default unused ignored disabled enabled unset notset off inherit auto
    password passwords passwd passwort pass pwd pw passphrase secret secrets token tokens key keys apikey apitoken accesskey secretkey privatekey credential credentials creds auth authorization username user login
    foo bar baz foobar foobarbaz qux quux lorem ipsum
    value values val variable var name here something anything whatever nothing blah xyz xxx abc test testing tests tester
    self this that cls func function lambda return new await async import require const let static final public private protected
    input output file stdin prompt env environ environment config settings options params request response session context
    bearer basic digest negotiate plain hash md5 sha1 sha256 sha512 bcrypt hmac jwt oauth oauth2 saml ldap kerberos x509 rsa ed25519 ecdsa aes aes256 hs256 rs256 es256
    get set post put delete head patch`),
  // alone: a well-known weak password; low, not nothing
  2: words(`admin administrator root guest letmein hunter2 hunter correcthorsebatterystaple s3cr3t p@ssw0rd p@ssword passw0rd password1 qwerty qwertyuiop asdf asdfgh zxcv zxcvbn iloveyou
    welcome monkey dragon mysecret mypassword mypass supersecret topsecret verysecret notasecret keyboardcat shhhhh shhh sesame opensesame trustno1 master pa55word pa55w0rd
    minioadmin postgres mysql mariadb redis mongo mongodb rabbitmq oracle tiger scott vagrant raspberry toor alpine ubuntu docker elastic grafana zabbix nagios tomcat jenkins wordpress drupal joomla sa system manager
    sunshine princess football baseball superman batman michael jordan jennifer hunter shadow ashley michelle jessica charlie donald freedom whatever starwars pokemon computer internet cookie pepper ginger summer winter autumn spring flower
    cheese killer soccer hockey ranger harley buster george thomas daniel andrew matthew joshua robert william maggie samantha nicole hannah chelsea liverpool arsenal yankees mustang corvette ferrari mercedes porsche
    secretpassword testpassword testpass userpass dbpass rootpass adminpass mysecretkey secretvalue hardcoded weakpassword strongpassword`),
  // makes the whole value a hint for a person: your-token, my_api_key, <insert key here>
  4: words(`your yours my our the their his her own votre mein dein deine ihr ihre tu tus seu sua suo
    insert replace enter put paste fill provide specify generate add type supply goes here with actual real want needed changeme change redacted
    example sample dummy fake mock placeholder todo fixme mysecret yoursecret yourtoken yourpassword yourkey yourapikey mytoken mypassword mykey myapikey
    invalid wrong incorrect bad expired revoked missing unknown some any xxx xxxx xxxxx`),
  // words that say nothing when they stand beside the others
  8: words(`api app application access auth authorization account admin bearer bot client code consumer database db default dev development
    encryption first github gitlab google aws azure slack stripe twilio hash id identifier jwt live local login mail master name new old one oauth prod production
    project public private refresh root second server service session sign signing site smtp staging string super top very user username value web webhook
    secret token key password passwd pass passphrase pwd credential credentials secrets tokens keys this that is a an of to for in from and or not
    test testing tests only long random strong secure safe good must be at least characters char chars bit bits 256 128 32 64
    me us it them foo bar baz qux value values data text string here there please do use unsafe insecure shared salt`),
  // as the name of a call: gives back or stores its literal argument
  16: words(`of str new ptr some from just byte bytes text string strings buffer encode decode secret secretstr valueof tostring tochararray to_string fromstring
    fromutf8 b64decode b64encode unhexlify quote literal password securestring token pointer stringptr strptr stringvalue optional key apikey
    to_owned into parse var let const plaintext password credentials newstaticcredentials bearer lazy trim strip wrap`),
};

/** Letters a word needs to enter the filter of common words. */
export const COMMON_WORD_MIN = 3;
