// Gates over the built engine, with fresh values: no credential stands in a test.

import { createGate, type Gate, type GateOptions, type Held } from '../../src/gate/index.ts';
import { createRandom, drawText } from '../../src/testkit/random.ts';

export const random = createRandom('gate tests');
export const HEX = '0123456789abcdef';
export const BASE62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
export const draw = (alphabet: string, length: number): string => drawText(random, alphabet, length);

export const KEY = new Uint8Array(32).fill(7);

export function makeGate(options: GateOptions = {}): Promise<Gate> {
  return createGate({
    key: KEY, audit: false, places: { org: null, project: null, user: null, pin: null, config: '/nonexistent', state: '/nonexistent' }, now: () => Date.UTC(2026, 4, 1), ...options,
  });
}

export function held(answer: ReturnType<Gate['check']>): Held {
  if (!('error' in answer)) throw new Error('the message was allowed');
  return answer;
}

/** 31 bytes in base64, one short of a key, as they are pasted; the engine is asked for what it makes of it. */
export function wireguardText(key: string, publicKey: string, host: string, network: string): string {
  return `Here's our WireGuard config for the production environment:\n\n[Interface]\nPrivateKey = ${key} \nAddress = ${network}\n\n[Peer]  \nPublicKey = ${publicKey}\nEndpoint = ${host}:51820`;
}

export function base64Key(bytes: number): string {
  return Buffer.from(Array.from({ length: bytes }, () => Math.floor(random() * 256))).toString('base64');
}
