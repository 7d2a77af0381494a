export * from './analyse.ts';
export * from './ast.ts';
export type { ParseOptions } from './cursor.ts';
export { parsePattern } from './parse.ts';
export { PatternError } from './pattern-error.ts';
export { printPattern } from './print.ts';
