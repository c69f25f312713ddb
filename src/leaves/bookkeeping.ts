/** V8's bookkeeping: holds what nobody can call. */
export const BOOKKEEPING: RegExp =
  /^system \/ (?:Map|NativeContext|WeakCell|Feedback\w+|ClosureFeedback\w+|CallSiteInfo|SharedFunctionInfo|Script|ScopeInfo|SourceTextModule\w*|PromiseReaction|BytecodeArray|Code\b.*|TransitionArray|DescriptorArray|PrototypeInfo|AllocationSite|Uncompiled\w+|StackFrameInfo|ErrorStackData|InterpreterData|ObjectBoilerplate\w*|ArrayBoilerplate\w*|TemplateObject\w*|DebugInfo|Weak\w+)/;
