/** What fires an event that is waited for: which socket, worker or channel, and when a signal will abort. */
import type { AwaitGraph } from "../heap/await_graph.ts";
import { numberOf, textOf } from "../heap/plain_values.ts";
import { plainUrl } from "./api_targets.ts";
import type { Details } from "./api_words.ts";
import { signalState } from "./event_sources.ts";
import { identityOf } from "./identity.ts";

/** A target of events in words. */
export interface EventTargetWords {
  /** Before the colon. */
  name: string;
  /** What follows the event, with its comma. */
  more: string;
  details: Details;
}

/** Words for an object that fires events. */
export function eventTargetWords(graph: AwaitGraph, node: number, className: string): EventTargetWords {
  const { heap } = graph;
  if (className === "WebSocket" || className === "EventSource") {
    const text = textOf(heap, node, "<symbol [[url]]>") ?? textOf(heap, node, "#url");
    const url = text === undefined ? undefined : plainUrl(text);
    return url === undefined ? named(className) : { name: `${className} ${url}`, more: "", details: { url } };
  }
  const name = textOf(heap, node, className === "BroadcastChannel" ? "<symbol [[name]]>" : "#name");
  if (/^(?:Worker|BroadcastChannel)$/.test(className)) {
    const worker = className === "Worker" ? numberOf(heap, node, "#id") : undefined;
    const details: Details = worker === undefined ? {} : { worker };
    return name === undefined || name === ""
      ? { name: className, more: "", details }
      : { name: `${className} ${JSON.stringify(name)}`, more: "", details: { name, ...details } };
  }
  if (className === "AbortSignal") {
    const state = signalState(graph, node);
    const words = /(?:aborts after|depends on) .*?(?=, \d+ (?:listener|operation|signals? depend)|$)/.exec(
      state?.description ?? "",
    );
    return { ...named(className), more: words === null ? "" : `, ${words[0]}`, details: state?.details ?? {} };
  }
  const { label } = identityOf(graph, node);
  return label === undefined
    ? named(className)
    : { name: `${className} ${JSON.stringify(label)}`, more: "", details: { name: label } };
}

function named(name: string): EventTargetWords {
  return { name, more: "", details: {} };
}
