/**
 * From acorn's tree to the functions and blocks of a script.
 *
 * One walk with its own list of what is still to visit, so that a deep tree overflows nothing. What V8 reports was
 * measured (Deno 2.9.6, V8 15.0); tests/source/v8_positions_test.ts repeats it.
 */
import { LineTable } from "./line_table.ts";
import type { ParsedScript } from "./parse_script.ts";
import type { Region } from "./region_map.ts";
import {
  type ClassSyntax,
  type FunctionKind,
  type FunctionSyntax,
  ScriptSyntax,
  type Suspension,
  type UsingBinding,
  type UsingBlock,
} from "./script_syntax.ts";
import {
  type AnyNode,
  childrenOf,
  type Class,
  type ForInStatement,
  type ForOfStatement,
  type Function,
  nameOf,
  nameOfKey,
  type Program,
  type VariableDeclaration,
} from "./syntax_node.ts";

type Draft<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer Item)[] ? Item[] : T[K] };
type FunctionDraft = Draft<FunctionSyntax>;
type ClassDraft = Draft<ClassSyntax>;
type BlockDraft = Draft<UsingBlock>;

/** Where a node stands. */
interface Scope {
  /** The function whose code it is. */
  readonly fn: FunctionDraft;
  /** The innermost block. */
  readonly block: BlockDraft;
  /** Name that an assignment gives to a function or class without one. */
  readonly name?: string;
  /** Set for the value of a class field: functions and classes count as members. */
  readonly field?: { readonly cls: ClassDraft; readonly isStatic: boolean };
}

/** The syntax of a parsed script. `source` is its text before the types were stripped. */
export function readSyntax(source: string, parsed: ParsedScript): ScriptSyntax {
  return new SyntaxReader(source, parsed.text).read(parsed);
}

class SyntaxReader {
  readonly #text: string;
  readonly #places: LineTable;
  readonly #module: FunctionDraft;
  readonly #starts = new Map<number, FunctionSyntax>();
  readonly #bodies: Region<FunctionSyntax>[] = [];
  readonly #heads: Region<FunctionSyntax>[] = [];
  readonly #suspensions = new Map<number, Suspension>();
  readonly #forAwaits: Region<FunctionSyntax>[] = [];
  readonly #functions: FunctionDraft[] = [];
  readonly #classes: ClassDraft[] = [];
  readonly #pending: [AnyNode, Scope][] = [];

  constructor(source: string, text: string) {
    this.#text = text;
    this.#places = new LineTable(source);
    this.#module = this.#newFunction("module", "", 0, source.length);
  }

  read({ program, decorators }: ParsedScript): ScriptSyntax {
    this.#walk(program);
    if (decorators !== undefined) this.#walk(decorators);
    for (const fn of this.#functions) {
      fn.functions.sort(bySource), fn.classes.sort(bySource);
      fn.blocks.sort((a, b) => a.start - b.start || b.end - a.end);
      for (const block of fn.blocks) (block as BlockDraft).bindings.sort(bySource);
    }
    for (const cls of this.#classes) cls.functions.sort(bySource), cls.classes.sort(bySource);
    this.#starts.set(0, this.#module);
    return new ScriptSyntax({
      module: this.#module,
      text: this.#text,
      places: this.#places,
      starts: this.#starts,
      bodies: this.#bodies,
      heads: this.#heads,
      suspensions: this.#suspensions,
      forAwaits: this.#forAwaits,
    });
  }

  #walk(program: Program): void {
    this.#pending.push([program, { fn: this.#module, block: newBlock({ start: 0, end: this.#module.end }) }]);
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) this.#visit(...next);
  }

  #later(node: AnyNode | null | undefined, scope: Scope): void {
    if (node !== null && node !== undefined) this.#pending.push([node, scope]);
  }

  #visit(node: AnyNode, scope: Scope): void {
    const { fn, block } = scope;
    const inside: Scope = { fn, block };
    switch (node.type) {
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
        return this.#visitFunction(node, scope);
      case "ClassDeclaration":
      case "ClassExpression":
        return this.#visitClass(node, scope);
      case "BlockStatement":
        return this.#visitChildren(node, { fn, block: newBlock(node) });
      case "ForStatement": {
        const declares = node.init?.type === "VariableDeclaration" && isUsing(node.init);
        return this.#visitChildren(node, declares ? { fn, block: newBlock(node, { isLoopHead: true }) } : inside);
      }
      case "ForInStatement":
      case "ForOfStatement":
        return this.#visitForOf(node, inside);
      case "VariableDeclaration":
        for (const { id, init, end } of node.declarations) {
          if (isUsing(node)) this.#bind(inside, node, { id, end });
          this.#later(id, inside);
          this.#later(init, { ...inside, name: nameOf(id) });
        }
        return;
      case "AwaitExpression":
        this.#suspend(fn, node.start, "await");
        return this.#later(node.argument, inside);
      case "YieldExpression":
        this.#suspend(fn, node.start, node.delegate ? "yield*" : "yield");
        return this.#later(node.argument, inside);
      case "Property":
        if (node.computed) this.#later(node.key, inside);
        if (node.method || node.kind !== "init") return this.#visitMethod(node.value, node, inside);
        return this.#later(node.value, { ...inside, name: nameOfKey(node.key, node.computed) });
      case "AssignmentExpression":
      case "AssignmentPattern":
        this.#later(node.left, inside);
        return this.#later(node.right, { ...inside, name: nameOf(node.left) });
      case "ExportDefaultDeclaration":
        return this.#later(node.declaration, { ...inside, name: "default" });
      default:
        return this.#visitChildren(node, inside);
    }
  }

  #visitChildren(node: AnyNode, scope: Scope): void {
    for (const child of childrenOf(node)) this.#later(child, scope);
  }

  #visitFunction(node: Function, { fn, name = "", field }: Scope): void {
    const isArrow = node.type === "ArrowFunctionExpression";
    const own = isArrow ? "" : nameOf(node.id);
    const start = isArrow ? node.start : this.#parenthesis(node);
    const draft = this.#newFunction(isArrow ? "arrow" : "function", own || name, start, node.end);
    if (field === undefined) fn.functions.push(draft);
    else this.#addMember(draft, field.cls, field.isStatic);
    this.#enter(draft, node, node.start);
  }

  #visitMethod(
    node: AnyNode,
    { key, computed, kind, start }: { key: AnyNode; computed: boolean; kind: string; start: number },
    { fn, field }: Scope,
  ): void {
    if (node.type !== "FunctionExpression") return;
    const is = kind === "get" || kind === "set" || kind === "constructor" ? kind : "method";
    const draft = this.#newFunction(is, nameOfKey(key, computed), node.start, node.end);
    if (field === undefined) fn.functions.push(draft);
    else this.#addMember(draft, field.cls, field.isStatic);
    this.#enter(draft, node, start);
  }

  #enter(draft: FunctionDraft, node: Function, head: number): void {
    draft.isAsync = node.async ?? false;
    draft.isGenerator = node.generator ?? false;
    this.#begin(draft, head);
    this.#bodies.push({ start: draft.offset, end: draft.end, owner: draft });
    const scope = { fn: draft, block: newBlock({ start: draft.offset, end: draft.end }) };
    for (const param of node.params) this.#later(param, scope);
    this.#later(node.body, scope);
  }

  #visitClass(node: Class, { fn, block, name = "", field }: Scope): void {
    const cls: ClassDraft = {
      name: nameOf(node.id) || name,
      offset: node.start,
      end: node.end,
      functions: [],
      classes: [],
    };
    this.#classes.push(cls);
    (field?.cls ?? fn).classes.push(cls);
    const around: Scope = { fn, block };
    this.#later(node.superClass, around);
    const initializers: { static?: FunctionDraft; instance?: FunctionDraft } = {};
    let hasConstructor = false;
    for (const element of node.body.body) {
      const isStatic = element.type === "StaticBlock" || element.static;
      if (element.type !== "StaticBlock" && element.computed) this.#later(element.key, around);
      if (element.type === "MethodDefinition") {
        hasConstructor ||= element.kind === "constructor";
        this.#visitMethod(element.value, element, { ...around, field: { cls, isStatic } });
        continue;
      }
      const initializer = initializers[isStatic ? "static" : "instance"] ??= this.#newInitializer(
        cls,
        isStatic,
        element,
      );
      initializer.end = element.end;
      if (element.type === "StaticBlock") {
        this.#bodies.push({ start: element.start, end: element.end, owner: initializer });
        this.#visitChildren(element, { fn: initializer, block: newBlock(element) });
      } else {
        const start = element.computed ? element.value?.start ?? element.end : element.start;
        this.#bodies.push({ start, end: element.end, owner: initializer });
        this.#later(element.value, {
          fn: initializer,
          block: newBlock(element),
          name: nameOfKey(element.key, element.computed),
          field: { cls, isStatic },
        });
      }
    }
    if (!hasConstructor) {
      const implicit = this.#newFunction("constructor", "constructor", node.start, node.end);
      implicit.className = cls.name;
      this.#begin(implicit, node.start);
    }
  }

  /** V8 makes one function of all static fields and blocks, and one of all other fields; it starts at the first. */
  #newInitializer(cls: ClassDraft, isStatic: boolean, { start, end }: AnyNode): FunctionDraft {
    const name = isStatic ? "<static_initializer>" : "<instance_members_initializer>";
    const draft = this.#newFunction("initializer", name, start, end);
    this.#addMember(draft, cls, isStatic);
    this.#begin(draft, start);
    return draft;
  }

  #addMember(draft: FunctionDraft, cls: ClassDraft, isStatic: boolean): void {
    draft.className = cls.name;
    draft.isStatic = isStatic;
    cls.functions.push(draft);
  }

  #visitForOf(node: ForInStatement | ForOfStatement, inside: Scope): void {
    const { left } = node;
    if (node.type === "ForOfStatement" && node.await) {
      // V8 reports some place in the loop variable for the awaited `next()`: `x`, the `b` of `{ a, b }`, the `p` of `o.p`.
      this.#forAwaits.push({ start: left.start, end: left.end, owner: inside.fn });
      if (inside.fn.kind === "module") inside.fn.isAsync = true;
    }
    if (left.type !== "VariableDeclaration" || !isUsing(left)) return this.#visitChildren(node, inside);
    const turn: Scope = { fn: inside.fn, block: newBlock(node, { isLoopHead: true }) };
    this.#bind(turn, left, { id: left.declarations[0].id, end: node.body.start });
    this.#later(node.right, turn);
    this.#later(node.body, turn);
  }

  #bind({ fn, block }: Scope, declaration: VariableDeclaration, { id, end }: { id: AnyNode; end: number }): void {
    if (block.bindings.length === 0) fn.blocks.push(block);
    const isAsync = declaration.kind === "await using";
    // Of several in one declaration the first has the line of the keyword, the others have their own.
    const place = this.#places.placeOf(id === declaration.declarations[0].id ? declaration.start : id.start);
    const binding: UsingBinding = { varName: nameOf(id), isAsync, ...place, offset: id.start, end };
    block.bindings.push(binding);
    if (isAsync && fn.kind === "module") fn.isAsync = true;
  }

  #suspend(fn: FunctionDraft, offset: number, how: Suspension): void {
    this.#suspensions.set(offset, how);
    if (fn.kind === "module") fn.isAsync = true;
  }

  #newFunction(kind: FunctionKind, name: string, offset: number, end: number): FunctionDraft {
    const fn: FunctionDraft = {
      kind,
      name,
      className: undefined,
      isStatic: false,
      isAsync: false,
      isGenerator: false,
      start: this.#places.placeOf(offset),
      offset,
      end,
      blocks: [],
      functions: [],
      classes: [],
    };
    this.#functions.push(fn);
    return fn;
  }

  /** `head` is where its text begins in the parsed text; what was cut out right before that belongs to it too. */
  #begin(fn: FunctionDraft, head: number): void {
    this.#starts.set(fn.offset, fn);
    const start = this.#text.slice(0, head).trimEnd().length;
    if (start < fn.offset) this.#heads.push({ start, end: fn.offset, owner: fn });
  }

  /** The parenthesis before the parameters of a function that is neither arrow nor method. */
  #parenthesis(node: Function): number {
    const head = /(?:\s|\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\/|\*|async\b|function\b)*/y;
    head.lastIndex = node.id?.end ?? node.start;
    head.exec(this.#text);
    return head.lastIndex;
  }
}

function newBlock({ start, end }: { start: number; end: number }, { isLoopHead = false } = {}): BlockDraft {
  return { start, end, bindings: [], isLoopHead };
}

function isUsing({ kind }: VariableDeclaration): boolean {
  return kind === "using" || kind === "await using";
}

function bySource(a: { offset: number }, b: { offset: number }): number {
  return a.offset - b.offset;
}
