/** A random program without the parts that it can never reach: text that never runs costs time, and tries nothing. */
import type { Expression, Fn, Gen, Module, Program, Step } from "./program.ts";

/** The program, smaller. */
export function pruned({ isTyped, age, shared, tasks, main }: Program): Program {
  return {
    isTyped,
    age,
    shared: shared.map((of) => expression(of).of),
    tasks: tasks.map((fn) => call(fn).fn),
    main: main && expression(main).of,
  };
}

/** `ends`: may it come to an end? */
interface Cut<T> {
  of: T;
  ends: boolean;
}

function expression(of: Expression): Cut<Expression> {
  switch (of.type) {
    case "gate":
    case "timer":
    case "leaf":
    case "deaf":
      return { of, ends: false };
    case "settled":
    case "rejected":
    case "soon":
    case "shared":
      return { of, ends: true };
    case "call": {
      const { fn, ends } = call(of.fn);
      return { of: { ...of, fn }, ends };
    }
    case "work":
      return { of: { ...of, fn: call(of.fn).fn }, ends: true };
    case "import": {
      const { of: cut, ends } = module(of.module);
      return { of: { ...of, module: cut }, ends };
    }
    case "combinator": {
      const parts = of.parts.map(expression);
      const ends = of.kind === "any" || of.kind === "race" ? parts.some(endsOf) : parts.every(endsOf);
      return { of: { ...of, parts: parts.map(({ of }) => of) }, ends };
    }
    case "chain": {
      const from = expression(of.from);
      const handler = from.ends ? expression(of.handler) : { of: SETTLED, ends: false };
      return { of: { ...of, from: from.of, handler: handler.of }, ends: handler.ends };
    }
    case "resolved": {
      const parts = of.parts.map(expression);
      return { of: { ...of, parts: parts.map(({ of }) => of) }, ends: parts.some(endsOf) };
    }
    case "wrapped":
    case "thenable": {
      const inner = expression(of.of);
      return { of: { ...of, of: inner.of }, ends: inner.ends };
    }
    case "next":
    case "collect": {
      const { of: cut, ends, yields } = generator(of.generator);
      return { of: { ...of, generator: cut }, ends: ends || (of.type === "next" && yields) };
    }
  }
}

const SETTLED: Expression = { type: "settled" };

function endsOf({ ends }: Cut<unknown>): boolean {
  return ends;
}

function call({ form, steps, returns }: Fn): { fn: Fn; ends: boolean } {
  const body = all(steps);
  const back = returns === undefined || !body.ends ? undefined : expression(returns);
  return { fn: { form, steps: body.of, returns: back?.of }, ends: body.ends && back?.ends !== false };
}

/** It runs when those that it imports have ended. */
function module({ steps, imports, also }: Module): Cut<Module> {
  const inner = imports.map(module), body = all(steps);
  const ends = inner.every(endsOf);
  return { of: { steps: ends ? body.of : [], imports: inner.map(({ of }) => of), also }, ends: ends && body.ends };
}

function all(steps: readonly Step[]): Cut<Step[]> {
  const kept: Step[] = [];
  for (const one of steps) {
    const { of, ends } = step(one);
    kept.push(of);
    if (!ends) return { of: kept, ends: false };
  }
  return { of: kept, ends: true };
}

function step(of: Step): Cut<Step> {
  switch (of.type) {
    case "look":
      return { of, ends: true };
    case "load": {
      const { of: cut, ends } = module(of.module);
      return { of: { ...of, module: cut }, ends };
    }
    case "start":
      return { of: { ...of, of: expression(of.of).of }, ends: true };
    case "await": {
      const { of: inner, ends } = expression(of.of);
      return { of: { ...of, of: inner }, ends };
    }
    case "line":
    case "forOf": {
      const parts: Expression[] = [];
      let isEnding = true;
      for (const part of of.parts) {
        const { of: inner, ends } = expression(part);
        parts.push(inner);
        isEnding = ends;
        if (!ends) break;
      }
      return { of: { ...of, parts }, ends: isEnding };
    }
    case "block": {
      const { of: steps, ends } = all(of.steps);
      return { of: { ...of, steps }, ends };
    }
    case "forAwait": {
      const { of: cut, ends, yields } = generator(of.generator);
      const { of: steps, ends: goesOn } = yields ? all(of.steps) : { of: [], ends: true };
      return { of: { ...of, generator: cut, steps }, ends: ends && goesOn };
    }
    case "using": {
      const { of: steps, ends } = all(of.steps);
      const resources = of.resources.map(({ form, entries, disposer }) => ({
        form,
        entries,
        disposer: disposer && (ends ? expression(disposer) : { of: SETTLED, ends }),
      }));
      return {
        of: { ...of, steps, resources: resources.map((one) => ({ ...one, disposer: one.disposer?.of })) },
        ends: ends && resources.every(({ disposer }) => disposer?.ends !== false),
      };
    }
  }
}

function generator({ form, steps }: Gen): Cut<Gen> & { yields: boolean } {
  const kept: Gen["steps"] = [];
  let yields = false;
  for (const one of steps) {
    let cut: Cut<Gen["steps"][number]>;
    if (one.type === "yield") cut = { of: one, ends: yields = true };
    else if (one.type === "yieldOf") {
      const { of, ends } = expression(one.of);
      cut = { of: { ...one, of }, ends };
      yields ||= ends;
    } else if (one.type === "delegate") {
      const { of: inner, ends, yields: innerYields } = generator(one.generator);
      cut = { of: { ...one, generator: inner }, ends };
      yields ||= innerYields;
    } else cut = step(one);
    kept.push(cut.of);
    if (!cut.ends) return { of: { form, steps: kept }, ends: false, yields };
  }
  return { of: { form, steps: kept }, ends: true, yields };
}
