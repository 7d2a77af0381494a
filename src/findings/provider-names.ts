// Whose secret a value is that only its key gives away: `BLUESNAP_API_KEY=…` belongs to BlueSnap. Names of services as they
// stand in the names of variables, in small letters without separators. Names that are ordinary words are left out.

/** Names whose spelling is more than a capital at the front; `_` is a blank. */
const SPELLED = [
  'openai=OpenAI gitlab=GitLab github=GitHub sendgrid=SendGrid aws=AWS gcp=Google_Cloud google=Google azure=Azure posthog=PostHog pagerduty=PagerDuty',
  'paypal=PayPal digitalocean=DigitalOcean circleci=CircleCI bitbucket=Bitbucket rubygems=RubyGems hubspot=HubSpot newrelic=New_Relic datadog=Datadog',
  'elevenlabs=ElevenLabs deepseek=DeepSeek mongodb=MongoDB mysql=MySQL postgres=PostgreSQL postgresql=PostgreSQL redis=Redis rabbitmq=RabbitMQ',
  'wordpress=WordPress linkedin=LinkedIn youtube=YouTube whatsapp=WhatsApp tiktok=TikTok launchdarkly=LaunchDarkly cockroachdb=CockroachDB',
  'influxdb=InfluxDB clickhouse=ClickHouse couchdb=CouchDB couchbase=Couchbase teamcity=TeamCity jetbrains=JetBrains nvidia=NVIDIA ibm=IBM',
  'ibmcloud=IBM_Cloud sonarqube=SonarQube quicknode=QuickNode coingecko=CoinGecko browserstack=BrowserStack dockerhub=Docker_Hub zendesk=Zendesk',
  'servicenow=ServiceNow onelogin=OneLogin salesforce=Salesforce twitter=Twitter facebook=Facebook firebase=Firebase gemini=Gemini bamboohr=BambooHR',
  'bluesnap=BlueSnap quickbooks=QuickBooks codeclimate=Code_Climate jfrog=JFrog gitea=Gitea huggingface=Hugging_Face openrouter=OpenRouter',
  'openweather=OpenWeather openweathermap=OpenWeather mapbox=Mapbox intercom=Intercom snyk=Snyk okta=Okta auth0=Auth0 npm=npm pypi=PyPI heroku=Heroku',
  'sentry=Sentry vault=HashiCorp_Vault discord=Discord telegram=Telegram slack=Slack stripe=Stripe docker=Docker kafka=Kafka nats=NATS supabase=Supabase',
  'cohere=Cohere groq=Groq xai=xAI mux=Mux dwolla=Dwolla plaid=Plaid braintree=Braintree adyen=Adyen klarna=Klarna fedex=FedEx usps=USPS ups=UPS dhl=DHL',
  'deel=Deel clio=Clio eppo=Eppo',
].join(' ');

const PLAIN = [
  '123formbuilder 1password 4everland 500px abstract abtasty abuseipdb abyssale accuweather activecampaign activepieces adafruit adafruitio adobe adobeio',
  'adobestock adopat adzuna aerisweather aeroworkflow africastalking agenta agora aikido airbrake airbyte airplane airship airtable airvisual aiven',
  'akamai akoya alchemy alconost alegra alertmanager algolia alibaba alienvault allsports amadeus amazon amazonadvertising amazonmusic ambee amplitude',
  'anrok ansibletower anthropic anydo anypoint anyscale apacta api2cart apideck apiflash apifonica apify apilayer apimatic apimetrics apitemplate apollo',
  'appcenter appcues appdynamics appfollow appiumcloud applitools appointedd appoptics appsmith appsynergy apptivo appwrite arbitrum arduino artifactory',
  'artsy asaas asana assemblyai atera atlantis atlassian australiadatagov authentik authress autoblocks autodesk autoklose automateio autopilot avalanche',
  'avalara avaya avaza aviationstack aweber axiom axonaut aylien ayrshare backblaze baidu bandwidth bannerbear baremetrics basecamp baseten beamer',
  'beebole belvo besnappy besttime betterstack bigcommerce billomat bitbar bitfinex bitly bitmex bitquery bitrise bittrex blackboard blazemeter blitapp',
  'blockcypher blocknative blogger bluejeans bluesky blynk bombbomb bookingcom boostnote borgbase boxcom braintreepayments braintrust branchio brandfetch',
  'brave braze brazildadosgovbr brevo brightcove brightdata brightspace browshot bscscan buddyns budibase bugherd bugsnag buildkite bulbul bulksms',
  'bunnycdn buttercms caflou calendarific calendly calorieninja campaignmonitor campayn cannyio canopytax canva capsulecrm captaindata carbonblack',
  'carboninterface casdoor cashboard caspio catchpoint cchaxcess census censys centralstationcrm cerebras cerebrium cexio cfengine chartmogul chatfule',
  'checio checkly checklyhq checkmarx checkoutcom checkvist chefautomate cherryservers chippercash chromadb cicero cisco ciscomeraki clarifai classlink',
  'clearbit clerk clickatell clickhelp clicksendsms clickup cliengo clientary clinchpad clockify clockworksms clojars closecrm cloudant cloudconvert',
  'cloudelements cloudflare cloudimage cloudinary cloudmersive cloudplan cloudsight cloudsmith cloverly cloze clustdoc cmcom cockroachlabs codacy codecov',
  'codemagic codequiry coderabbit codesandbox cognitoforms coinbase coinlayer coinlib coinmarketcap commercejs companyhub configcat confluent',
  'confluentcloud constantcontact consul contabo contentful conversiontools convertkit convex convier countly countrylayer courier covalent coveralls',
  'craftmypdf cratedb cratesio crisp crowdin crowdstrike cryptocompare currencycloud currencyfreaks currencylayer currencyscoop customerguru customerio',
  'cyberark cypress d7network dacast dailyco dandelion dareboost databento databox databricks datagov datastax datocms debounce deepai deepgram deepl',
  'deepnote deezer definedfi definednetworking delighted delinea dependencytrack deputy descope detectify detectlanguage devcycle deviantart devin devto',
  'dfuse diffbot diggernaut directus disqus ditto django docparser documo docusign doordash doppler dotdigital dovico drake drata dronahq droneci dropbox',
  'duckdb duffel duply dynalist dynatrace dyspatch eagleeyenetworks easyinsight easypost ecostruxureit edamam edenai eightxeight elasticemail',
  'elasticsearch eloqua enablex endorlabs enigma epicgames equinix eraser eraserio etherscan ethplorer euopendata eventbrite everhour exoscale expedia',
  'faceplusplus fantom fastforex fastly fastspring fathom fauna feedier fetchrss fibery figma filebase fileio filezilla finage financialmodelingprep',
  'findl finicity finnhub firecrawl firehydrant fireworks fireworksai five9 fivetran fixerio flagsmith flatio fleetbase flexport flickr flightlabs',
  'flightstats flutterwave flyio footprint formbucket formcraft formio formsite formstack fortinet foursquare frameio framer freemius freshbooks',
  'freshdesk friendli frontegg fulcrum fullstory fusionauth fxmarket geckoboard genesys gengo genius gentrace geoapify geocode geocodify geocodio',
  'geoipifi getemail getgist getresponse getsandbox gitalk gitkraken gitpod gitter glassnode goatcounter gocanvas gocardless godaddy goldsky goodday',
  'gotify gotoconnect gotomeeting grafana graphcms graphhopper gravityforms greptile greynoise groovehq gtmetrix gumroad gusto gyazo happyscribe harness',
  'hashicorp hashicorpvault hashnode hasura headspin heapanalytics helicone hellosign helpcrunch helpscout hetzner hexpm highnote hiveage hologram',
  'homeassistant homebrew honeybadger honeycomb hotjar huaweicloud hubitat humanity humanloop hunter hybiscus hypertrack ibmcloudgovernment ibmwatsoniot',
  'ibmwatsontranslator iconfinder idenfy iexcloud ifttt imagekit imagga incidentio infinitecampus infobip infomaniak infracost infura instabot instabug',
  'instagram instamojo integromat intelowl interseller intra42 intrinio invision invoiceocean ionic ip2location ipgeolocation ipinfo ipinfodb ipquality',
  'ipstack istock iterable japanegov jenkins jetadmin jitsu jotform jumpcloud jupiterone jwplayer kakaotalk kaltura kamatera karmacrm keenio keycdn',
  'keycloak kickbox kiwicom klaviyo klingai klipfolio knapsackpro kontent kraken kucoin kylas lambdatest langchain langfuse langsmith languagelayer',
  'larksuite lastfm lastpass lawpay leadfeeder lemlist lemonsqueezy lendflow leptonai lessannoyingcrm lexigram libraryofcongress libsql lichess',
  'linemessaging linenotify linkpreview linode litellm liveagent livechat livekit livestorm llama loadmill locationiq loggly loginradius logrocket logzio',
  'lokalise looker looksrare lorawan losant loyverse lunacy lunchmoney madkudu magento magicbell magiceden mailboxlayer mailchimp mailerlite mailersend',
  'mailgun mailjet mailjetsms mailmodo mailsac maltego mandrill mangopay manifold mapquest markerio marketo marketstack mastodon matomo mattermost',
  'mavenlink maxmind meaningcloud mediastack meilisearch meistertask meraki mercury mergify mesibo messagebird messagemedia metabase mexicodatosgobmx',
  'microsoft microsoftadvertising microsoftteams microsofttranslator midtrans mindmeister minimax minio mistral mixmax mixpanel mlflow mockaroo',
  'monkeylearn moodle moosend moralis mpesa mrticktock musixmatch mycase myfreshworks myintervals nasdaqdatalink nethunt netlify netsuite newscatcher',
  'nexus nftport ngrok nicereply nightfall ninjaforms nozbeteams nuget numverify nutritionix nuvei nylas nytimes oanda octopus octopusdeploy olark ollama',
  'omnisend onedesk onedrive onepagecrm onepassword onesignal onfido onfleet oopspam opencage opencagedata opencart opencti opensea openshift openuv',
  'openvpn opsgenie oraclecloud oraclecloudgovernment overloop owlbot oxylabs packagecloud packagist paddle pagarme paloalto pandadoc pandascore',
  'paralleldots pardot parsehub parseur particleio partnerstack passbase pastebin paychex paydirtapp paylocity paymoapp paymongo payoneer paystack',
  'pdflayer pdfshift peopledatalabs pepipost percy perplexity persona pexels picatic pinata pinecone pingdom pinterest pipedream pipedrive pirsch',
  'pivotaltracker piwikpro pixabay planetscale planetscaledb planviewleankit planyo playht playstation playwright plivo podio poloniex polymarket',
  'polytomic portainer positionstack postageapp postman postmark powerautomate powerbi powerschool powrbot practicepanther prefect prestashop prismacloud',
  'privateai prodpad prometheus promptlayer propelauth prospectcrm protocolsio proxycrawl pubnub pulumi puppetenterprise pushbullet pusher pushover',
  'qdrant qualaroo qualys qubole questdb railway railwayapp rainforest rapyd raygun razorpay reachmail reallysimplesystems rebrandly rechargepayments',
  'recurly reddit redhatpyxis refiner rentman repairshopr replicate replit replyio requestfinance resend retellai revampcrm ringcentral riotgames',
  'rippling ritekit rocketmatter rocketreach rockset rollbar rome2rio rootly route4me routee rownd rudderstack runpod runrunit runway salesblink',
  'salescookie salesflare salesmate saltstack samsara sanity saucelabs scaleway scalingo scalr schoology scrapeops scrapeowl scraperbox scrapestack',
  'scrapfly scrapingant scrapingbee screenshotlayer scrutinizerci scylladb seaweedfs secedgar secp256k1 securitytrails selectpdf sendbird sendinblue',
  'sentinelone serphouse serpstack settlemint shazam sherpadesk shipday shippo shodan shopify shotstack shutterstock sidekiq sigfox signable signaturit',
  'signnow signupgenius sigopt simfin simpleanalytics simplesat simplynoted simvoly sinch singaporegovtech skrappio skybiometry skyscanner smartproxy',
  'smartsheet smartsheets smartthings smartystreets smugmug snipcart snowflake socure softlayer solana solarwindsobservability sonar sonarcloud soracom',
  'soundcloud sourcegraph sourcegraphcody sourcetree southkoreadatagokr sovos spacelift spectralops speechtextai spiderfoot splitio splunk spoonacular',
  'sportsmonk spotify spreedly squadcast squareapp squarespace squareup sslmate stabilityai statuscake statuspage statuspal steam stockdata storecove',
  'stormboard stormglass storyblok storychief strava streak stripo stytch subgraphstudio sugester sumologic sumsub superblocks surrealdb surveyanyplace',
  'surveybot surveysparrow survicate swetrix tableau tailscale tallyfy tatumio tavily tawkto taxjar teamgate teamwork tefter teleport telesign teletype',
  'telnyx tencent testingbot textmagic thalesciphertrust thegraph thehive thingsboard thingspeak thinkific thomsonreutersonesource thousandeyes',
  'threatconnect thunderstore ticketmaster tickettailor ticktick tidbcloud tiingo tmetric todoist togetherai toggltrack tokeet tomorrowio tomtom tradier',
  'transferwise transifex travelpayouts travisci trayio trello tripadvisor truelayer truenas trulioo tumblr turso twelvedata twilio twilioiot twitch',
  'twocheckout tyntec typeform typesense typetalk ubidots uclassify ukgovnotify umami unitycloud unleash unsplash upcdatabase upcloud uplead uploadcare',
  'upstage upstash uptimerobot urlscan uscensus vagrantcloud vanta vastai vatlayer vbout veracode vercel veriff verimail veriphone versioneye vertexai',
  'viber viewneo virustotal visualcrossing vmware voiceflow voicegain volusion vonage voodoosms voyageai vultr wakatime walkscore wandb wasabi weatherbit',
  'weatherstack weaviate wechat weightsandbiases wepay whoxy wireguard wistia woocommerce workato workday workos worksnaps workstack worldcoinindex',
  'worldpay worldweather worldweatheronline wpengine wrike wundergraph xboxlive xmatters yandex yandextranslate youneedabudget yousign yugabytedb zapier',
  'hightouch misp perfecto snapchat strapi vouched',
  'zenrows zenscrape zenserp zeplin zerobounce zerotier zhipu zitadel zksync zohocrm zohosign zonkafeedback zscaler zulipchat zuora zuplo',
].join(' ');

/** Words of a key that are joined at most: `DETECT_LANGUAGE_KEY`. */
const MOST_JOINED = 3;
const MOST_REMEMBERED = 4096;

let names: Map<string, string> | null = null;
const remembered = new Map<string, string>();

function table(): Map<string, string> {
  if (names !== null) return names;
  names = new Map();
  for (const name of PLAIN.split(' ')) names.set(name, name.charAt(0).toUpperCase() + name.slice(1));
  for (const pair of SPELLED.split(' ')) {
    const at = pair.indexOf('=');
    names.set(pair.slice(0, at), pair.slice(at + 1).replaceAll('_', ' '));
  }
  return names;
}

/** The service that a key names, or the empty string. The longest name wins, then the first. */
export function providerOfKey(key: string): string {
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const words = wordsOf(key);
  const last = words.length - 1;
  if (last >= 0) words[last] = withoutNoun(words[last]!);
  let found = '';
  for (let joined = Math.min(MOST_JOINED, words.length); joined > 0 && found === ''; joined -= 1) {
    for (let i = 0; i + joined <= words.length && found === ''; i += 1) found = table().get(words.slice(i, i + joined).join('')) ?? '';
  }
  if (remembered.size < MOST_REMEMBERED) remembered.set(key, found);
  return found;
}

const NOUNS = ['accesskey', 'secretkey', 'authkey', 'apikey', 'password', 'apitoken', 'secret', 'token', 'key'];

/** `wasabikey`, `mispauthkey`: a name and its noun written together. */
function withoutNoun(word: string): string {
  for (const noun of NOUNS) if (word.length > noun.length + 2 && word.endsWith(noun)) return word.slice(0, -noun.length);
  return word;
}

/** `blueSnapApi-key` → blue snap api key. */
function wordsOf(key: string): string[] {
  const words: string[] = [];
  let word = '';
  let lower = false;
  for (const c of key) {
    const small = c >= 'a' && c <= 'z';
    const letter = small || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter || (lower && c >= 'A' && c <= 'Z')) {
      if (word !== '') words.push(word);
      word = '';
    }
    if (letter) word += c.toLowerCase();
    lower = small;
  }
  if (word !== '') words.push(word);
  return words;
}
