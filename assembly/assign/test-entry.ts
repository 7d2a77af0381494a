// Entry of the matcher's own tests: the functions under test and a region to write text into.

import * as result from '../result';
import { assignFromKey, assignFromValue, judgedReasons, judgeValue, noise, placeholder, randomness, resetValues } from './index';

export { assignFromKey, assignFromValue, judgeValue, noise, placeholder, randomness, resetValues };
export function reasonsOfJudgement(): u32 { return judgedReasons; }
/** Where tests write text; SLACK bytes stay free on both sides. */
export const TEXT: usize = 1 << 20;
export function start(): usize { return result.start; }
export function end(): usize { return result.end; }
export function keyStart(): usize { return result.keyStart; }
export function keyEnd(): usize { return result.keyEnd; }
export function confidence(): i32 { return result.confidence; }
export function reasons(): u32 { return result.reasons; }
export function detail(): i32 { return result.detail; }
memory.grow(512);
