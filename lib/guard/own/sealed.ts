/**
 * Plain data that refuses to be changed, and says so to every code.
 *
 * @module
 */

/**
 * `value`, frozen, behind a proxy that throws a `TypeError` at whoever writes to it. To a frozen object alone code in sloppy
 * mode (a script, CommonJS) writes in vain and does not learn of it: it would judge what is not there.
 */
export const sealed = <Value extends object>(value: Value): Value => {
  Object.freeze(value);
  return new Proxy<Value>(value, refusals);
};

/** The same for plain data, with all that is in it; nesting is bounded by the parsers. */
export const deepSealed = <Value>(value: Value): Value => {
  if (typeof value !== "object" || value === null) return value;
  const copy = Array.isArray(value) ? value.map(deepSealed) : mapped(value);
  return sealed(copy) as Value;
};

// --- internal ---

const refuse = (_: object, key: PropertyKey): never => {
  throw new TypeError(`it tried to change "${String(key)}" of what it was shown`);
};

/** The other ways to change an object throw by themselves, or say in their answer that they did nothing. */
const refusals: ProxyHandler<object> = { set: refuse, deleteProperty: refuse };

/** By definition, not by assignment: a document may have a key `__proto__`. */
const mapped = (value: object): object => {
  const copy: object = Object.create(Object.getPrototypeOf(value));
  for (const [key, part] of Object.entries(value))
    Object.defineProperty(copy, key, { value: deepSealed(part), enumerable: true });
  return copy;
};
