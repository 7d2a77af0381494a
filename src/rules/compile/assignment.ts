// Variants of the assignment matcher in the order of its key classes (assembly/assign/classes.ts).

export const ASSIGNMENT_VARIANTS: readonly string[] = ['', 'password', 'secret', 'token', 'key', 'credential', 'auth', 'salt', 'passphrase', 'api_key'];
