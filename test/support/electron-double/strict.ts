// Makes a double refuse what it does not know, so that code under test cannot lean on something that is not there.

/** Reading or writing a member that the object lacks throws. Symbols and `then` stay silent: the language itself asks for them. */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, member, receiver) {
      if (typeof member === 'symbol' || member === 'then' || member in object) {
        const value: unknown = Reflect.get(object, member, receiver);
        return value;
      }
      throw new Error(`The Electron double does not know ${name}.${member}`);
    },
    set(object, member, value, receiver) {
      if (typeof member === 'symbol' || member in object) return Reflect.set(object, member, value, receiver);
      throw new Error(`The Electron double does not know ${name}.${member}`);
    },
  });
}
