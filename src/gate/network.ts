// What an address or a host name tells: public, private, reserved for examples, the machine itself.
// Ranges: the IANA special-purpose registries (RFC 6890, RFC 5737, RFC 3849, RFC 2606, RFC 6761, RFC 6762, RFC 8375).

import type { AddressRange } from '../policy/model.ts';

const V4: readonly (readonly [first: number, bits: number, range: AddressRange])[] = [
  [0x0a000000, 8, 'private'], [0xac100000, 12, 'private'], [0xc0a80000, 16, 'private'], [0x64400000, 10, 'private'],
  [0x7f000000, 8, 'loopback'], [0xa9fe0000, 16, 'link_local'],
  [0xc0000200, 24, 'documentation'], [0xc6336400, 24, 'documentation'], [0xcb007100, 24, 'documentation'], [0xc6120000, 15, 'documentation'],
  [0x00000000, 8, 'reserved'], [0xe0000000, 4, 'reserved'], [0xf0000000, 4, 'reserved'],
];

const EXAMPLE_NAME = /(?:^|\.)(?:example|test|invalid|localhost)$|(?:^|\.)example\.(?:com|net|org|edu)$/;
const INTERNAL_NAME = /\.(?:internal|corp|intranet|lan|local|home\.arpa|private|svc|cluster\.local)$/;

/** The range of an address, a network, a host name or a host with a port; empty when the text is none of these. */
export function rangeOf(text: string): AddressRange {
  if (text.length > 300) return '';
  const v4 = /(?:^|[^\d.])(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?![\d.]*\.\d)/.exec(text);
  if (v4 !== null) return ofV4(Number(v4[1]), Number(v4[2]), Number(v4[3]), Number(v4[4]));
  const bare = text.replace(/^\[|\](?::\d+)?$/g, '').toLowerCase();
  if (/^[0-9a-f:.]*:[0-9a-f:.]*(?:\/\d{1,3})?$/.test(bare) && bare.split(':').length > 2) return ofV6(bare);
  const host = /([a-z0-9_-]+(?:\.[a-z0-9_-]+)+)/.exec(bare)?.[1];
  if (host === undefined) return '';
  if (EXAMPLE_NAME.test(host)) return 'example_name';
  return INTERNAL_NAME.test(host) ? 'internal_name' : 'public_name';
}

function ofV4(a: number, b: number, c: number, d: number): AddressRange {
  if (a > 255 || b > 255 || c > 255 || d > 255) return '';
  const value = a * 0x1000000 + b * 0x10000 + c * 0x100 + d;
  for (const [first, bits, range] of V4) if (value >= first && value < first + 2 ** (32 - bits)) return range;
  return 'public';
}

function ofV6(text: string): AddressRange {
  if (/^::1(?:\/|$)/.test(text)) return 'loopback';
  if (/^::(?:\/|$)/.test(text)) return 'reserved';
  if (/^fe[89ab]/.test(text)) return 'link_local';
  if (/^f[cd]/.test(text)) return 'private';
  if (/^ff/.test(text)) return 'reserved';
  if (/^2001:0?db8(?::|$)/.test(text) || /^3fff:/.test(text)) return 'documentation';
  return 'public';
}

const RESOLVERS: ReadonlySet<string> = new Set([
  '1.1.1.1', '1.0.0.1', '8.8.8.8', '8.8.4.4', '9.9.9.9', '149.112.112.112', '208.67.222.222', '208.67.220.220',
  '2606:4700:4700::1111', '2606:4700:4700::1001', '2001:4860:4860::8888', '2001:4860:4860::8844', '2620:fe::fe', '2620:fe::9',
]);

/** Resolvers that everybody may ask and that stand in every manual. */
export function isPublicResolver(address: string): boolean {
  return RESOLVERS.has(address);
}

/** An address of the same form for examples, stable for the same input within one text. */
export function exampleOf(text: string, number: number): string {
  const host = 1 + (number % 250);
  const suffix = /(\/\d{1,3})$/.exec(text)?.[1] ?? '';
  const port = /[: ](\d{2,5})$/.exec(text);
  const range = rangeOf(text);
  if (/^\[?[0-9a-fA-F]*:[0-9a-fA-F:]*:/.test(text)) return `2001:db8::${host.toString(16)}${suffix}`;
  if (range === 'internal_name' || range === 'public_name' || range === 'example_name') {
    const first = /^[a-z]+/i.exec(text)?.[0].toLowerCase() ?? 'host';
    return `${['vpn', 'db', 'web', 'api', 'mail', 'proxy', 'bastion', 'gateway'].includes(first) ? first : 'host'}${number > 0 ? number + 1 : ''}.example.com${port === null ? '' : port[0]}`;
  }
  return `192.0.2.${host}${suffix}${port === null ? '' : port[0]}`;
}
