// The structured matchers by number. `matchStructure` answers for one anchor; when it is true, `nextStructure` gives further
// results of the same anchor until it is false (a Cookie line may hold several).
//
// INVARIANT: nothing here remembers text across resetStructures(): the engine calls it at each page and each decoded piece.

import { clear } from '../result';
import { matchHeader } from './header';
import { M_HEADER, M_JWT, M_PEM, M_URL } from './ids';
import { matchJwt, resetJwt } from './jwt';
import { matchPem, resetPem } from './pem';
import { matchUrl } from './url';

export function matchStructure(matcher: i32, at: usize, lo: usize, hi: usize): bool {
  switch (matcher) {
    case M_PEM: return matchPem(at, lo, hi);
    case M_JWT: return matchJwt(at, lo, hi);
    case M_URL: return matchUrl(at, lo, hi);
    case M_HEADER: return matchHeader(at, lo, hi);
    default: clear(); return false;
  }
}

export function nextStructure(matcher: i32, lo: usize, hi: usize): bool {
  return false;
}

export function resetStructures(): void {
  resetPem();
  resetJwt();
}
