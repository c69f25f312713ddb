// deno-lint-ignore-file
var __knownSymbol = (name, symbol) => (symbol = Symbol[name]) ? symbol : /* @__PURE__ */ Symbol.for("Symbol." + name);
var __typeError = (msg) => {
  throw TypeError(msg);
};
var __accessCheck = (obj, member, msg) => member.has(obj) || __typeError("Cannot " + msg);
var __privateGet = (
  obj,
  member,
  getter,
) => (__accessCheck(obj, member, "read from private field"), getter ? getter.call(obj) : member.get(obj));
var __privateAdd = (obj, member, value) =>
  member.has(obj)
    ? __typeError("Cannot add the same private member more than once")
    : member instanceof WeakSet
    ? member.add(obj)
    : member.set(obj, value);
var __async = (__this, __arguments, generator) => {
  return new Promise((resolve, reject) => {
    var fulfilled = (value) => {
      try {
        step(generator.next(value));
      } catch (e) {
        reject(e);
      }
    };
    var rejected = (value) => {
      try {
        step(generator.throw(value));
      } catch (e) {
        reject(e);
      }
    };
    var step = (x) => x.done ? resolve(x.value) : Promise.resolve(x.value).then(fulfilled, rejected);
    step((generator = generator.apply(__this, __arguments)).next());
  });
};
var __await = function (promise, isYieldStar) {
  this[0] = promise;
  this[1] = isYieldStar;
};
var __asyncGenerator = (__this, __arguments, generator) => {
  var resume = (k, v, yes, no) => {
      try {
        var x = generator[k](v), isAwait = (v = x.value) instanceof __await, done = x.done;
        Promise.resolve(isAwait ? v[0] : v).then((y) =>
          isAwait
            ? resume(k === "return" ? k : "next", v[1] ? { done: y.done, value: y.value } : y, yes, no)
            : yes({ value: y, done })
        ).catch((e) => resume("throw", e, yes, no));
      } catch (e) {
        no(e);
      }
    },
    method = (k, call, wait, clear) =>
      it[k] = (
        x,
      ) => (call = new Promise((yes, no, run) => (run = () => resume(k, x, yes, no), q ? q.then(run) : run())),
        clear = () => q === wait && (q = 0),
        q = wait = call.then(clear, clear),
        call),
    q,
    it = {};
  return generator = generator.apply(__this, __arguments),
    it[__knownSymbol("asyncIterator")] = () => it,
    method("next"),
    method("throw"),
    method("return"),
    it;
};
var __forAwait = (obj, it, method) =>
  (it = obj[__knownSymbol("asyncIterator")])
    ? it.call(obj)
    : (obj = obj[__knownSymbol("iterator")](),
      it = {},
      method = (key, fn) =>
        (fn = obj[key]) &&
        (it[key] = (arg) =>
          new Promise((
            yes,
            no,
            done,
          ) => (arg = fn.call(obj, arg),
            done = arg.done,
            Promise.resolve(arg.value).then((value) => yes({ value, done }), no))
          )),
      method("next"),
      method("return"),
      it);
var _free;
class Pool {
  constructor() {
    __privateAdd(this, _free, []);
  }
  take() {
    return __async(this, null, function* () {
      const waiting = new Promise((resolve) => __privateGet(this, _free).push(resolve));
      yield waiting;
    });
  }
}
_free = new WeakMap();
const pool = new Pool();
function query() {
  return __async(this, null, function* () {
    yield pool.take();
  });
}
const retry = (times) =>
  __async(null, null, function* () {
    for (let i = 0; i < times; i++) {
      try {
        yield query();
      } finally {
        yield null;
      }
    }
  });
function rows() {
  return __asyncGenerator(this, null, function* () {
    yield 1;
    yield new __await(query());
    yield 2;
  });
}
function read() {
  return __async(this, null, function* () {
    let sum = 0;
    try {
      for (var iter = __forAwait(rows()), more, temp, error; more = !(temp = yield iter.next()).done; more = false) {
        const row = temp.value;
        sum += row;
      }
    } catch (temp) {
      error = [temp];
    } finally {
      try {
        more && (temp = iter.return) && (yield temp.call(iter));
      } finally {
        if (error) {
          throw error[0];
        }
      }
    }
    return sum;
  });
}
export function start() {
  return __async(this, null, function* () {
    yield Promise.all([retry(3), read()]);
  });
}
