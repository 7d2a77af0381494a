// Plain tables for terminals. Cells that are numbers or look like figures stand on the right.

export function table(head, rows) {
  const text = [head, ...rows].map((row) => row.map((cell) => (cell === null || cell === undefined ? '–' : String(cell))));
  const widths = head.map((_, column) => Math.max(...text.map((row) => row[column]?.length ?? 0)));
  const right = head.map((_, column) => rows.length > 0 && text.slice(1).every((row) => /^[-–+<>≥≤]?[\d.,]*[%x×]?(\/[\d.]*)?$/.test(row[column] ?? '')));
  const line = (row) => row.map((cell, i) => (right[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  ').trimEnd();
  return [line(text[0]), widths.map((w) => '─'.repeat(w)).join('  '), ...text.slice(1).map(line)].join('\n');
}

export const percent = (part, whole) => (whole === 0 ? null : (100 * part) / whole);
export const show = (value, digits = 1) => (value === null || value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits));
