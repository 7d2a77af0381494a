// Numbers of answers: time, then chance, so that they sort and need no cryptography to be made.

let last = 0;

/** `req_` and 20 digits of base 36. Unique enough to find an answer again; nothing is protected by it. */
export function requestId(): string {
  const now = Math.max(last + 1, Date.now() * 1000 + Math.floor(Math.random() * 1000));
  last = now;
  return `req_${now.toString(36).padStart(11, '0')}${Math.floor(Math.random() * 36 ** 9).toString(36).padStart(9, '0')}`;
}
