// What the tests of the checks compile: the checks and the sums below them.

export { runCheck, setNow, setScratch } from './index';
export { crc16, crc24, crc32 } from './crc';
export { sha256, hmacSha256 } from './sha256';
export { sha1, sha512 } from './sha512';
export { ed25519PublicKey } from './ed25519';
export { marvin32 } from './marvin';
export { ABI_VERSION } from '../layout';
