// User-info of URLs: scheme://user:password@host. The anchor is `://`, or `:\/` as JSON writers escape it.
//
//      scheme ://  user : password @ host : port / path
//             ^at       ^colon     ^last @ before the path
//
// People put unescaped / ? # and @ into passwords; so the authority ends at the last @ before white space or a quote when
// what stands before the first / can't be host:port.

import { CONF_HIGH, CONF_LOW, CONF_MEDIUM, R_EXAMPLE, R_LOCAL_HOST, R_RANDOM, R_STRUCTURE, R_URL, R_WEAK } from '../layout';
import { clear, setJudgement, setSpan } from '../result';
import { URL_BROKER, URL_DATABASE, URL_HTTP, URL_MAIL, URL_OTHER, URL_TOKEN } from './ids';
import {
  allDigits, hostEnd, hostKind, isWeakWord, looksRandom, atLocalHost, passwordConfidence, standIn, HOST_EXAMPLE, HOST_LOCAL, HOST_NONE, HOST_PUBLIC, NOT_A_SECRET, WEAK, wordsInDisguise,
} from './judge';
import { byte, foldAt, foldEquals, foldFind, is, isLetter, wordIn, C_ALNUM, C_HARD } from './text';

/** Longest user-info looked through. */
const MOST: usize = 1024;

const DATABASE = ' postgres postgresql psql pgsql mysql mysql2 mysqlx mariadb mongodb mssql sqlserver oracle redis rediss valkey clickhouse clickhouses ch snowflake cassandra cockroach cockroachdb couchdb couchbase couchbases neo4j neo4js bolt influxdb db2 hive impala presto trino redshift vertica sybase teradata bigquery memcached elasticsearch opensearch es arangodb orientdb tarantool dameng kingbase gaussdb oceanbase tidb sqlite libsql timescale timescaledb exasol firebird databricks ydb phoenix doris starrocks ';
const BROKER = ' amqp amqps mqtt mqtts mqttws kafka nats tls+nats stomp stomps pulsar pulsar+ssl rabbitmq activemq celery sqs ws wss ';
const WEB = ' http https git git+http git+https svn svn+http svn+https hg+https webdav webdavs dav davs socks socks4 socks5 socks5h proxy ';
const MAIL = ' smtp smtps imap imaps pop pop3 pop3s mail mailgun submission ';

/** Variant of a scheme; the part before `+` decides when the whole is not known (postgresql+psycopg2). */
function variant(p: usize, e: usize): i32 {
  let end = e;
  for (let round = 0; round < 2; ++round) {
    if (wordIn(p, end, DATABASE)) return URL_DATABASE;
    if (wordIn(p, end, BROKER)) return URL_BROKER;
    if (wordIn(p, end, WEB)) return URL_HTTP;
    if (wordIn(p, end, MAIL)) return URL_MAIL;
    let q = p;
    while (q < end && byte(q) != 0x2b) ++q;
    if (q == end) break;
    end = q;
  }
  return URL_OTHER;
}

/** Words that stand for a user name in explanations; beside a word for a password the whole is an explanation. */
const NAMES = ' user username usr login name me foo myuser my_user youruser your_user myusername someuser u user1 userid user_name bob alice dbuser db_user uname ';
const FILLERS = ' x-oauth-basic x oauth2 token x-token-auth pat api_token api apikey none _ ';

/** Most URLs: a short host and then a slash, a blank or the like, and nothing that user-info would need before it. */
function isBareHost(p: usize, hi: usize): bool {
  if (!ASC_FEATURE_SIMD || p + 32 > hi) return false;
  const v = v128.load(p), w = v128.load(p, 16);
  const end = ending(v) | ending(w) << 16;
  const sign = signs(v) | signs(w) << 16;
  // the lowest bit of both is an end
  return (end & ~sign & ((end | sign) & -(end | sign))) != 0;
}

/** Bits of `/ ? #` and of what is not printed. */
function ending(v: v128): u32 {
  return <u32>i8x16.bitmask(v128.or(v128.or(i8x16.eq(v, i8x16.splat(0x2f)), i8x16.eq(v, i8x16.splat(0x3f))), v128.or(i8x16.eq(v, i8x16.splat(0x23)), i8x16.lt_u(v, i8x16.splat(0x21)))));
}

/** Bits of `: @ \\ " '`. */
function signs(v: v128): u32 {
  return <u32>i8x16.bitmask(v128.or(
    v128.or(v128.or(i8x16.eq(v, i8x16.splat(0x3a)), i8x16.eq(v, i8x16.splat(0x40))), i8x16.eq(v, i8x16.splat(0x5c))),
    v128.or(i8x16.eq(v, i8x16.splat(0x22)), i8x16.eq(v, i8x16.splat(0x27))),
  ));
}

export function matchUrl(at: usize, lo: usize, hi: usize): bool {
  clear();
  let p = at + 3;
  if (byte(at + 1) == 0x5c) { // :\/\/
    if (byte(at + 3) != 0x5c || byte(at + 4) != 0x2f) return false;
    p = at + 5;
  }
  if (p >= hi || isBareHost(p, hi)) return false;
  const limit = hi - p > MOST ? p + MOST : hi;
  let colon: usize = 0, lastAt: usize = 0, stop: usize = 0;
  let q = p;
  for (; q < limit; ++q) {
    const c = byte(q);
    if (c == 0x40) { // @
      if (stop == 0 || lastAt == 0) lastAt = q;
    } else if (c == 0x3a) {
      if (colon == 0 && stop == 0) colon = q;
      else if (q + 2 < hi && byte(q + 1) == 0x2f && byte(q + 2) == 0x2f) break; // the next URL
    } else if (c == 0x2f || c == 0x3f || c == 0x23) {
      if (stop == 0) {
        stop = q;
        // host, host:port or user@host…: nothing more to look for
        if (lastAt != 0 || colon == 0 || allDigits(colon + 1, q) || q == colon + 1) break;
      } else if (q - p > 160) break;
    } else if (is(c, C_HARD)) {
      if (c != 0x27 || stop != 0) break;
      if (colon == 0 || allDigits(colon + 1, q) || q + 1 >= limit || is(byte(q + 1), C_HARD) || byte(q + 1) == 0x2c || byte(q + 1) == 0x29) break; // ' may be part of a password
    } else if (c == 0x5c) { // \/ is a slash, anything else ends a string
      if (q + 1 < limit && byte(q + 1) == 0x2f) {
        if (stop == 0) { stop = q; if (lastAt != 0 || colon == 0 || allDigits(colon + 1, q)) break; }
      } else break;
    }
  }
  if (lastAt == 0 || lastAt == p) return false;
  if (stop != 0 && lastAt > stop && (byte(lastAt - 1) == 0x2f || colon == 0 || colon > lastAt)) return false;
  if (colon > lastAt) colon = 0;

  let s = at;
  const least = at - lo > 24 ? at - 24 : lo;
  while (s > least && (is(byte(s - 1), C_ALNUM) || byte(s - 1) == 0x2b || byte(s - 1) == 0x2e || byte(s - 1) == 0x2d)) --s;
  while (s < at && !isLetter(byte(s))) ++s;
  if (foldEquals(s, at, 'file') || foldEquals(s, at, 'data') || foldEquals(s, at, 'about') || foldEquals(s, at, 'javascript')) return false;
  const kind = variant(s, at);
  const host = lastAt + 1;
  const hostStop = hostEnd(host, hi);
  const place = hostKind(host, hostStop);

  if (colon == 0 || colon + 1 == lastAt) return tokenUser(p, colon == 0 ? lastAt : colon, host, hostStop, place, kind);
  const passwordStart = colon + 1;
  // TOKEN:x-oauth-basic@: the user name is the secret
  if (wordIn(passwordStart, lastAt, FILLERS) && looksRandom(p, colon) == 2) return tokenUser(p, colon, host, hostStop, place, kind);
  return password(p, colon, passwordStart, lastAt, place, kind);
}

function password(user: usize, userEnd: usize, start: usize, end: usize, place: i32, kind: i32): bool {
  const stand = standIn(start, end);
  if (stand == NOT_A_SECRET) return false;
  const disguise = wordsInDisguise;
  const genericUser = userEnd > user && (wordIn(user, userEnd, NAMES) || standIn(user, userEnd) == NOT_A_SECRET);
  const weak = stand == WEAK;
  if (weak && genericUser && (place == HOST_NONE || !hasDigit(start, end) || allDigits(start, end))) return false; // an explanation
  let reasons: u32 = R_URL | R_STRUCTURE;
  let confidence = passwordConfidence(start, end);
  if (looksRandom(start, end) == 2) reasons |= R_RANDOM;
  if (weak || (userEnd - user == end - start && sameText(user, start, end - start))) {
    // people do choose such passwords for servers that are there
    const passable = weak && !genericUser && place == HOST_PUBLIC && (disguise || (kind == URL_DATABASE || kind == URL_BROKER) && isMixed(start, end) && foldFind(start, end, 'example') == 0);
    confidence = passable ? CONF_MEDIUM : CONF_LOW;
    reasons |= passable || isWeakWord(start, end) && !genericUser || !weak ? R_WEAK : R_EXAMPLE;
  }
  if (place == HOST_LOCAL) { reasons |= R_LOCAL_HOST; confidence = atLocalHost(confidence); }
  if (place == HOST_EXAMPLE) { reasons |= R_LOCAL_HOST | R_EXAMPLE; confidence = confidence == CONF_HIGH ? CONF_MEDIUM : CONF_LOW; }
  setSpan(start, end);
  setJudgement(confidence, reasons, kind);
  return true;
}

function hasDigit(p: usize, e: usize): bool {
  for (; p < e; ++p) if (<u32>(byte(p) - 48) < 10) return true;
  return false;
}

/** Eight characters and more of both cases and with digits: what rules for passwords ask for, made of words. */
function isMixed(p: usize, e: usize): bool {
  let kinds = 0;
  for (let q = p; q < e; ++q) {
    const c = byte(q);
    kinds |= c - 97 < 26 && c >= 97 ? 1 : c - 65 < 26 && c >= 65 ? 2 : c - 48 < 10 && c >= 48 ? 4 : 0;
  }
  return e - p >= 8 && kinds == 7;
}

function sameText(a: usize, b: usize, n: usize): bool {
  for (let i: usize = 0; i < n; ++i) if (load<u8>(a + i) != load<u8>(b + i)) return false;
  return true;
}

/** https://TOKEN@host and https://TOKEN:@host. DSN keys of error trackers are public and look the same. */
function tokenUser(start: usize, end: usize, host: usize, hostStop: usize, place: i32, kind: i32): bool {
  if (end - start < 16 || standIn(start, end) != 0 || looksRandom(start, end) != 2) return false;
  if (foldFind(host, hostStop, 'sentry') != 0 || foldFind(host, hostStop, 'ingest') != 0 || foldFind(host, hostStop, 'glitchtip') != 0 || foldFind(host, hostStop, 'bugsnag') != 0) return false;
  for (let q = start; q < end; ++q) {
    const c = byte(q);
    if (c == 0x2e || c == 0x2f || c == 0x40 || c == 0x25) return false; // host names, mail addresses
  }
  let reasons: u32 = R_URL | R_RANDOM;
  let confidence = CONF_MEDIUM;
  if (place != HOST_PUBLIC) { reasons |= R_LOCAL_HOST; confidence = CONF_LOW; }
  if (kind == URL_OTHER) confidence = CONF_LOW; // peers are named by their public keys
  if (foldAt(start, end, 'sha256')) return false;
  setSpan(start, end);
  setJudgement(confidence, reasons, URL_TOKEN);
  return true;
}
