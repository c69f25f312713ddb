// Types for `@std/cli/parse-args` 1.0.32, as far as this repository uses it. `npm:deno-std` is JavaScript alone.
//
// Where they differ from the original they promise less, so what passes here passes where JSR supplies the types:
// a name with a dot in it is `unknown`, and so is everything when no option is named.

type Names = string;
type Alias = { readonly [name: string]: string | readonly string[] };

/** The names under which an option appears: its own, and its aliases. */
type NamesOf<Name, Aliases> = Name extends keyof Aliases
  ? Name | (Aliases[Name] extends readonly (infer Each)[] ? Each & string : Aliases[Name] & string)
  : Name;

/** What the parser itself can put there. */
type Parsed<Name, Booleans, Collected, Strings, Negatable> =
  | (Name extends Negatable ? false : never)
  | (Name extends Collected ? (Name extends Booleans ? boolean : Name extends Strings ? string : unknown)[]
    : Name extends Booleans ? boolean
    : string);

/** Options that are never absent: booleans start as `false`, collected ones as `[]`, others by their default. */
type Present<Booleans, Strings, Collected, Defaults> =
  | Booleans
  | Extract<Collected, Strings>
  | Extract<Strings, keyof Defaults>;

/** What `parseArgs` returns. */
export type Args<
  Booleans extends Names = never,
  Strings extends Names = never,
  Collected extends Names = never,
  Negatable extends Names = never,
  Defaults extends object = object,
  Aliases extends Alias = Record<never, never>,
  DoubleDash extends boolean = false,
> =
  & {
    /** The arguments that belong to no option. What looks like a number is one, unless `string` has `"_"`. */
    _: (string | number)[];
  }
  & (DoubleDash extends true ? { "--": string[] } : unknown)
  & {
    [
      Name in Exclude<Present<Booleans, Strings, Collected, Defaults>, `${string}.${string}` | "_"> as NamesOf<
        Name & string,
        Aliases
      >
    ]: Parsed<Name, Booleans, Collected, Strings, Negatable> | (Name extends keyof Defaults ? Defaults[Name] : never);
  }
  & {
    [
      Name in Exclude<
        Strings | Collected,
        Present<Booleans, Strings, Collected, Defaults> | `${string}.${string}` | "_"
      > as NamesOf<Name, Aliases>
    ]?: Parsed<Name, Booleans, Collected, Strings, Negatable>;
  }
  & { [name: string]: unknown };

/** Options of `parseArgs`. */
export interface ParseOptions<
  Booleans extends Names = string,
  Strings extends Names = string,
  Collected extends Names = string,
  Negatable extends Names = string,
  Defaults extends object = object,
  Aliases extends Alias = Alias,
  DoubleDash extends boolean = boolean,
> {
  /** Keep what follows `--` apart, under the name `"--"`. */
  "--"?: DoubleDash;
  /** Other names of options: `{ help: "h" }`. */
  alias?: Aliases;
  /** Options without a value. `true`: every `--option` that has no `=`. */
  boolean?: boolean | Booleans | readonly Booleans[];
  /** Values of options that are not given. */
  default?: Defaults;
  /** Put everything from the first argument that belongs to no option into `_`. */
  stopEarly?: boolean;
  /** Options whose value stays a string, even if it looks like a number. */
  string?: Strings | readonly Strings[];
  /** Options that may be given several times. */
  collect?: Collected | readonly Collected[];
  /** Options that `--no-option` sets to `false`. */
  negatable?: Negatable | readonly Negatable[];
  /** Called for what no other option names; when it returns `false`, the argument is left out. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** Reads the arguments of a command. */
export function parseArgs<
  const Booleans extends Names = never,
  const Strings extends Names = never,
  const Collected extends Names = never,
  const Negatable extends Names = never,
  Defaults extends object = Record<never, never>,
  const Aliases extends Alias = Record<never, never>,
  const DoubleDash extends boolean = false,
>(
  args: readonly string[],
  options?: ParseOptions<Booleans, Strings, Collected, Negatable, Defaults, Aliases, DoubleDash>,
): Args<Booleans, Strings, Collected, Negatable, Defaults, Aliases, DoubleDash>;
