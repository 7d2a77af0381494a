// Limits of the compiler; what the engine can hold.

/** Reaches are remembered per class (assembly/shape.ts). */
export const CLASS_COUNT_MAX = 256;
