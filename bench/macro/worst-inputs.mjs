// Inputs that ask the most of a scanner: each rule's own, and general ones. All seeded, none holds a real secret.

import { tools } from '../accuracy/noise.mjs';

const encode = (text) => new TextEncoder().encode(text);

/** Repeats a piece until the text has this many bytes. */
function filled(piece, bytes) {
  const unit = typeof piece === 'string' ? encode(piece) : piece;
  const text = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += unit.length) text.set(unit.subarray(0, Math.min(unit.length, bytes - at)), at);
  return text;
}

const RUNS = {
  'letters': 'a', 'digits': '0123456789', 'hex': '0123456789abcdef', 'base64url': 'aB3-xY7_qR', 'base64': 'aB3/xY7+qR', 'word bytes': 'a_1', 'spaces': ' ', 'dots': '.',
  'line feeds': '\n', 'zero bytes': '\0', 'high bytes': '\xff', 'quotes': '"', 'backslashes': '\\', 'percent signs': '%', 'ampersands': '&', 'dashes': '-', 'equal signs': '=',
};

/** name → text of about `bytes` bytes. */
export function generalInputs(random, bytes) {
  const t = tools(random);
  const inputs = new Map();
  for (const [name, piece] of Object.entries(RUNS)) inputs.set(`endless run: ${name}`, filled(piece, bytes));
  inputs.set('random bytes', Uint8Array.from({ length: bytes }, () => t.below(256)));
  inputs.set('random base64', filled(t.b64(65_521), bytes));
  inputs.set('random tokens', filled(Array.from({ length: 1500 }, () => t.b62(20 + t.below(60))).join(' '), bytes));
  inputs.set('random hex keys', filled(Array.from({ length: 1500 }, () => `key=${t.hex(64)}`).join('\n'), bytes));
  inputs.set('key words', filled('password secret token api_key private_key auth credential ', bytes));
  inputs.set('key words with operators', filled('password= secret: token="" api_key=> key:= ', bytes));
  inputs.set('assignments', filled(Array.from({ length: 500 }, () => `${t.word()}_password = "${t.b62(6 + t.below(20))}"; `).join(''), bytes));
  inputs.set('open quotes', filled('password="', bytes));
  inputs.set('URLs without an end', filled('https://user:', bytes));
  inputs.set('schemes', filled('postgres://mysql://redis://mongodb+srv://amqp://', bytes));
  inputs.set('PEM heads', filled('-----BEGIN RSA PRIVATE KEY-----\n', bytes));
  inputs.set('PEM head and endless body', (() => {
    const text = filled(`${t.b64(64)}\n`, bytes);
    text.set(encode('-----BEGIN PRIVATE KEY-----\n'));
    return text;
  })());
  inputs.set('JWT heads', filled('eyJhbGciOiJ', bytes));
  inputs.set('JWT segments', filled('eyJ.', bytes));
  inputs.set('Bearer spam', filled('Authorization: Bearer ', bytes));
  let nested = 'password=hunter and more';
  for (let depth = 0; depth < 6; depth++) nested = Buffer.from(nested).toString('base64');
  inputs.set('nested base64', filled(`"${nested}" `, bytes));
  let percent = '%41%42%43 token=%25';
  for (let depth = 0; depth < 3; depth++) percent = encodeURIComponent(percent);
  inputs.set('nested percent', filled(percent, bytes));
  inputs.set('hex text', filled(Buffer.from('password=correct horse battery').toString('hex'), bytes));
  inputs.set('escapes', filled('\\u0070\\u0061\\u0073\\u0073', bytes));
  inputs.set('entities', filled('&#x70;&#97;&quot;', bytes));
  return inputs;
}

/** Ways to keep a rule busy without giving it what it wants; and what it wants, one secret again and again or each another. */
export function ruleInputs(rule, secret, bytes, others = []) {
  const body = encode(secret);
  if (body.length < 4) return [];
  const cut = secret.slice(0, -1);
  const head = secret.slice(0, Math.max(4, Math.min(12, secret.length >> 1)));
  const words = rule.context?.keywords?.length ? `${rule.context.keywords.slice(0, 3).join(' ')} ` : '';
  return [
    ['anchor repeated', filled(head, bytes)],
    ['anchor repeated, apart', filled(`${head} `, bytes)],
    ['almost right', filled(`${words}${cut}! `, bytes)],
    ['almost right, joined', filled(cut, bytes)],
    ['key words and anchors', filled(`${words}${head}=`, bytes)],
    ['right ones', filled(`${words}${secret}\n`, bytes)],
    // values are known again that were judged before: these are not
    ...(others.length === 0 ? [] : [['different ones', filled(others.map((other) => `${words}${other}\n`).join(''), bytes)]]),
  ];
}
