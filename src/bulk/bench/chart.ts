// The table of a benchmark as a picture: one bar for each line, with its spread.

export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly own: boolean;
}

const WIDTH = 760;
const LEFT = 250;
const ROW = 26;

export function chart(title: string, unit: string, bars: readonly Bar[]): string {
  const most = Math.max(...bars.map((bar) => bar.high), Number.MIN_VALUE);
  const scale = (value: number): number => (value / most) * (WIDTH - LEFT - 110);
  const rows = bars.map((bar, i) => {
    const y = 44 + i * ROW;
    return (
      `<text x="${LEFT - 8}" y="${y + 13}" text-anchor="end">${escaped(bar.label)}</text>` +
      `<rect x="${LEFT}" y="${y}" width="${scale(bar.value).toFixed(1)}" height="17" rx="2" class="${bar.own ? 'own' : 'peer'}"/>` +
      `<path d="M${(LEFT + scale(bar.low)).toFixed(1)} ${y + 8.5}H${(LEFT + scale(bar.high)).toFixed(1)}" class="spread"/>` +
      `<text x="${(LEFT + scale(bar.high) + 8).toFixed(1)}" y="${y + 13}">${bar.value.toFixed(2)} ${unit}</text>`
    );
  });
  const height = 54 + bars.length * ROW;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(title)}">
<style>text{font:13px system-ui,sans-serif;fill:#222}.own{fill:#3b5bdb}.peer{fill:#adb5bd}.spread{stroke:#222;stroke-width:1.5}@media(prefers-color-scheme:dark){text{fill:#eee}.spread{stroke:#eee}.peer{fill:#666}}</style>
<text x="8" y="22" font-weight="600">${escaped(title)}</text>
${rows.join('\n')}
</svg>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
