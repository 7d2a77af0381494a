export * from './analyse.ts';
export * from './ast.ts';
export { parsePattern, type ParseOptions } from './parse.ts';
export { PatternError } from './pattern-error.ts';
export { printPattern } from './print.ts';
