/** What a command was given that nobody else may see: secrets of the environment, and what came on standard input. */
export interface Given {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/**
 * Which secrets stand in what a command wrote. Every command line that any test of this package runs is held against it, so that
 * the whole suite is searched for all that it plants.
 */
export function secretsShown({ env = {}, input = "" }: Given, written: string): readonly string[] {
  const planted = [
    ...Object.entries(env).filter(
      ([name, value]) => /KEY|SECRET/.test(name) && !/^(?:env|file|keychain|exec):/.test(value),
    ),
    ["standard input", input.trim()] as const,
  ];
  return planted
    .filter(([, value]) => value.length > 8 && written.includes(value))
    .map(([name]) => `the secret of ${name} was written`);
}
