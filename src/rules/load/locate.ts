// Where a character of a YAML scalar's value stands in the file, through quotes, escapes and indentation.

/** For each character of `value` its offset in `text`, or null when the scalar's writing can't be followed exactly. */
export function offsetsOf(text: string, start: number, end: number, style: string | undefined, value: string): readonly number[] | null {
  const raw = text.slice(start, end);
  const offsets = style === 'QUOTE_DOUBLE' ? throughDouble(raw) : style === 'QUOTE_SINGLE' ? throughSingle(raw) : style === 'BLOCK_LITERAL' ? throughBlock(raw) : plain(raw, 0);
  if (offsets === null || offsets.length < value.length) return null;
  for (let i = 0; i < value.length; i++) {
    const written = raw[offsets[i] ?? -1];
    if (written !== value[i] && !(style === 'QUOTE_DOUBLE' && written === '\\')) return null;
  }
  return offsets.slice(0, value.length).map((offset) => start + offset);
}

function plain(raw: string, from: number): number[] | null {
  return raw.includes('\n') ? null : Array.from({ length: raw.length - from }, (_, i) => i + from);
}

function throughSingle(raw: string): number[] | null {
  if (raw.includes('\n')) return null;
  const offsets: number[] = [];
  for (let i = 1; i < raw.length - 1; i++) {
    offsets.push(i);
    if (raw[i] === "'") i++;
  }
  return offsets;
}

function throughDouble(raw: string): number[] | null {
  if (raw.includes('\n')) return null;
  const offsets: number[] = [];
  for (let i = 1; i < raw.length - 1; i++) {
    offsets.push(i);
    if (raw[i] !== '\\') continue;
    const letter = raw[i + 1] ?? '';
    if (letter === 'U') return null; // may take two UTF-16 units
    i += letter === 'x' ? 3 : letter === 'u' ? 5 : 1;
  }
  return offsets;
}

/** `|` scalars: a header line, then lines that lose the indentation of the first. */
function throughBlock(raw: string): number[] | null {
  const lines = raw.split('\n');
  const indent = /^ */.exec(lines.slice(1).find((line) => line.trim() !== '') ?? '')?.[0].length ?? 0;
  const offsets: number[] = [];
  let at = (lines[0]?.length ?? 0) + 1;
  for (const line of lines.slice(1)) {
    for (let i = indent; i < line.length; i++) offsets.push(at + i);
    offsets.push(at + line.length);
    at += line.length + 1;
  }
  return offsets;
}
