import type { Command } from '../command.ts';
export const command: Command = { usage: '', summary: '', options: {}, examples: [], run: () => 2 };
