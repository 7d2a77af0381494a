// The structured matchers by number. `matchStructure` answers for one anchor; when it is true, `nextStructure` gives further
// results of the same anchor until it is false (a Cookie line may hold several).
//
// INVARIANT: nothing here remembers text across resetStructures(): the engine calls it at each page and each decoded piece.

import { clear } from '../result';
import { matchConfig } from './config';
import { matchConnstr, resetConnstr } from './connstr';
import { matchCookie, nextCookie, resetCookie } from './cookie';
import { matchHeader, resetHeader } from './header';
import { M_CONFIG, M_CONNSTR, M_COOKIE, M_HEADER, M_JWT, M_KEYFILE, M_PEM, M_SEED, M_URL } from './ids';
import { matchJwt, resetJwt } from './jwt';
import { matchKeyfile, resetKeyfile } from './keyfile';
import { matchPem, resetPem } from './pem';
import { matchSeed, resetSeed } from './seed';
import { matchUrl } from './url';

export function matchStructure(matcher: i32, at: usize, lo: usize, hi: usize): bool {
  switch (matcher) {
    case M_PEM: return matchPem(at, lo, hi);
    case M_JWT: return matchJwt(at, lo, hi);
    case M_URL: return matchUrl(at, lo, hi);
    case M_HEADER: return matchHeader(at, lo, hi);
    case M_CONNSTR: return matchConnstr(at, lo, hi);
    case M_KEYFILE: return matchKeyfile(at, lo, hi);
    case M_COOKIE: return matchCookie(at, lo, hi);
    case M_CONFIG: return matchConfig(at, lo, hi);
    case M_SEED: return matchSeed(at, lo, hi);
    default: clear(); return false;
  }
}

export function nextStructure(matcher: i32, lo: usize, hi: usize): bool {
  return matcher == M_COOKIE && nextCookie(lo, hi);
}

export function resetStructures(): void {
  resetPem();
  resetJwt();
  resetHeader();
  resetConnstr();
  resetKeyfile();
  resetCookie();
  resetSeed();
}
