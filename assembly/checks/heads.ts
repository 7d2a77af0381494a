// Known heads of decoded text: what base64-head and base32-head compare with. Numbers are in ids.ts.

import {
  HEAD_BEDROCK, HEAD_BEDROCK_URL, HEAD_DATA_PROTECTION, HEAD_FLY, HEAD_KEY, HEAD_NUGET, HEAD_OPENAI, HEAD_OPENSSH, HEAD_PEM, HEAD_PKCS12,
  HEAD_REFTKN, HEAD_SES, HEAD_STS, HEAD_TOK, HEAD_VAULT_BATCH, HEAD_VAULT_SERVICE,
} from './ids';
import { find, same } from './text';

const BEDROCK = memory.data<u8>([0x42, 0x65, 0x64, 0x72, 0x6f, 0x63, 0x6b, 0x41, 0x50, 0x49, 0x4b, 0x65, 0x79, 0x2d]); // BedrockAPIKey-
const BEDROCK_URL = memory.data<u8>([0x62, 0x65, 0x64, 0x72, 0x6f, 0x63, 0x6b, 0x2e, 0x61, 0x6d, 0x61, 0x7a, 0x6f, 0x6e, 0x61, 0x77, 0x73, 0x2e, 0x63, 0x6f, 0x6d]); // bedrock.amazonaws.com
const REFTKN = memory.data<u8>([0x72, 0x65, 0x66, 0x74, 0x6b, 0x6e, 0x3a]); // reftkn:
const TOK = memory.data<u8>([0x74, 0x6f, 0x6b, 0x3a]); // tok:
const KEY = memory.data<u8>([0x6b, 0x65, 0x79, 0x5f]); // key_
const ORIGIN = memory.data<u8>([0x0a, 0x09, 0x6f, 0x72, 0x69, 0x67, 0x69, 0x6e, 0x5f, 0x65, 0x63, 0x10]); // field 1, origin_ec, field 2
const ER_AWS = memory.data<u8>([0x0a, 0x06, 0x65, 0x72, 0x2f, 0x61, 0x77, 0x73, 0x10]); // field 1, er/aws, field 2
const VAULT_SERVICE = memory.data<u8>([0x08, 0x01, 0x12, 0x20]);
const VAULT_BATCH = memory.data<u8>([0x00, 0x00, 0x00, 0x01, 0x02]); // key term 1, version 2
const FLY = memory.data<u8>([0x94, 0x93, 0xc4]); // msgpack: array of 4, array of 3, binary
const DATA_PROTECTION = memory.data<u8>([0x09, 0xf0, 0xc9, 0xf0]);
const NUGET = memory.data<u8>([0x76, 0x34]); // v4
const PEM = memory.data<u8>([0x2d, 0x2d, 0x2d, 0x2d, 0x2d, 0x42, 0x45, 0x47, 0x49, 0x4e, 0x20]); // -----BEGIN
const OPENSSH = memory.data<u8>([0x6f, 0x70, 0x65, 0x6e, 0x73, 0x73, 0x68, 0x2d, 0x6b, 0x65, 0x79, 0x2d, 0x76, 0x31, 0x00]); // openssh-key-v1
const OPENAI = memory.data<u8>([0x4f, 0x70, 0x65, 0x6e, 0x41, 0x49]); // OpenAI
const PKCS12_VERSION = memory.data<u8>([0x02, 0x01, 0x03, 0x30]); // INTEGER 3, SEQUENCE

function begins(ptr: usize, len: i32, literal: usize, n: i32): bool { return len > n && same(ptr, literal, n); }

/** Whether the decoded bytes begin as head number `head` does. */
export function hasHead(head: i32, ptr: usize, len: i32): bool {
  switch (head) {
    case HEAD_BEDROCK: return begins(ptr, len, BEDROCK, 14);
    case HEAD_BEDROCK_URL: return find(ptr, len < 64 ? len : 64, BEDROCK_URL, 21) >= 0; // a scheme may stand before
    case HEAD_REFTKN: return begins(ptr, len, REFTKN, 7);
    case HEAD_TOK: return begins(ptr, len, TOK, 4);
    case HEAD_KEY: return begins(ptr, len, KEY, 4);
    case HEAD_SES: return len == 33 && load<u8>(ptr) == 4; // version, HMAC-SHA-256
    case HEAD_STS: return begins(ptr + 1, len - 1, ORIGIN, 12) || begins(ptr + 1, len - 1, ER_AWS, 9);
    case HEAD_VAULT_SERVICE: return len > 36 && same(ptr, VAULT_SERVICE, 4);
    case HEAD_VAULT_BATCH: return begins(ptr, len, VAULT_BATCH, 5);
    case HEAD_FLY: return begins(ptr, len, FLY, 3);
    case HEAD_DATA_PROTECTION: return len > 20 && same(ptr, DATA_PROTECTION, 4); // magic, then a 16-byte key id
    case HEAD_NUGET: return begins(ptr, len, NUGET, 2) && load<u8>(ptr + 2) == 0;
    case HEAD_PEM: return begins(ptr, len, PEM, 11);
    case HEAD_OPENSSH: return begins(ptr, len, OPENSSH, 15);
    case HEAD_OPENAI: return begins(ptr, len, OPENAI, 6);
    case HEAD_PKCS12: return len > 8 && load<u8>(ptr) == 0x30 && find(ptr, 8, PKCS12_VERSION, 4) >= 2;
    default: return false;
  }
}
