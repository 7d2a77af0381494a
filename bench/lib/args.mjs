// Command lines of the bench scripts: `--name value`, `--name=value`, `--flag`, and the rest.

/**
 * @param {Record<string, 'flag' | 'value' | 'number'>} known
 * @returns {{ options: Record<string, any>, rest: string[] }}
 */
export function parseArgs(known, argv = process.argv.slice(2)) {
  const options = {};
  const rest = [];
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i];
    if (!arg.startsWith('--')) {
      rest.push(arg);
      continue;
    }
    const [name, inline] = arg.slice(2).split(/=(.*)/s);
    const kind = known[name];
    if (!kind) usage(`there is no option \`--${name}\`; the options are ${Object.keys(known).map((k) => `--${k}`).join(', ')}`);
    if (kind === 'flag') {
      options[name] = true;
      continue;
    }
    const value = inline ?? argv[++i];
    if (value === undefined) usage(`\`--${name}\` needs a value`);
    options[name] = kind === 'number' ? Number(value) : value;
    if (kind === 'number' && !Number.isFinite(options[name])) usage(`\`--${name}\` needs a number, not \`${value}\``);
  }
  return { options, rest };
}

export function usage(message) {
  console.error(`error: ${message}`);
  process.exit(2);
}
