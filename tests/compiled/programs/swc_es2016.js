// deno-lint-ignore-file
function _async_generator(gen) {
  var front, back;
  function send(key, arg) {
    return new Promise(function (resolve, reject) {
      var request = {
        key: key,
        arg: arg,
        resolve: resolve,
        reject: reject,
        next: null,
      };
      if (back) back = back.next = request;
      else {
        front = back = request;
        resume(key, arg);
      }
    });
  }
  function resume(key, arg) {
    try {
      var result = gen[key](arg);
      var value = result.value;
      var overloaded = value instanceof _overload_yield;
      Promise.resolve(overloaded ? value.v : value).then(function (arg) {
        if (overloaded) {
          var nextKey = key === "return" ? "return" : "next";
          if (!value.k || arg.done) return resume(nextKey, arg);
          else arg = gen[nextKey](arg).value;
        }
        settle(result.done ? "return" : "normal", arg);
      }, function (err) {
        resume("throw", err);
      });
    } catch (err) {
      settle("throw", err);
    }
  }
  function settle(type, value) {
    switch (type) {
      case "return":
        front.resolve({
          value: value,
          done: true,
        });
        break;
      case "throw":
        front.reject(value);
        break;
      default:
        front.resolve({
          value: value,
          done: false,
        });
        break;
    }
    front = front.next;
    if (front) resume(front.key, front.arg);
    else back = null;
  }
  this._invoke = send;
  if (typeof gen.return !== "function") this.return = undefined;
}
_async_generator.prototype[typeof Symbol === "function" && Symbol.asyncIterator || "@@asyncIterator"] = function () {
  return this;
};
_async_generator.prototype.next = function (arg) {
  return this._invoke("next", arg);
};
_async_generator.prototype.throw = function (arg) {
  return this._invoke("throw", arg);
};
_async_generator.prototype.return = function (arg) {
  return this._invoke("return", arg);
};
function _async_iterator(iterable) {
  var method, async, sync, retry = 2;
  for ("undefined" != typeof Symbol && (async = Symbol.asyncIterator, sync = Symbol.iterator); retry--;) {
    if (async && null != (method = iterable[async])) return method.call(iterable);
    if (sync && null != (method = iterable[sync])) return new AsyncFromSyncIterator(method.call(iterable));
    async = "@@asyncIterator", sync = "@@iterator";
  }
  throw new TypeError("Object is not async iterable");
}
function AsyncFromSyncIterator(s) {
  function AsyncFromSyncIteratorContinuation(r) {
    if (Object(r) !== r) return Promise.reject(new TypeError(r + " is not an object."));
    var done = r.done;
    return Promise.resolve(r.value).then(function (value) {
      return {
        value: value,
        done: done,
      };
    });
  }
  return AsyncFromSyncIterator = function (s) {
    this.s = s, this.n = s.next;
  },
    AsyncFromSyncIterator.prototype = {
      s: null,
      n: null,
      next: function () {
        return AsyncFromSyncIteratorContinuation(this.n.apply(this.s, arguments));
      },
      return: function (value) {
        var ret = this.s.return;
        return void 0 === ret
          ? Promise.resolve({
            value: value,
            done: !0,
          })
          : AsyncFromSyncIteratorContinuation(ret.apply(this.s, arguments));
      },
      throw: function (value) {
        var thr = this.s.return;
        return void 0 === thr ? Promise.reject(value) : AsyncFromSyncIteratorContinuation(thr.apply(this.s, arguments));
      },
    },
    new AsyncFromSyncIterator(s);
}
function asyncGeneratorStep(gen, resolve, reject, _next, _throw, key, arg) {
  try {
    var info = gen[key](arg);
    var value = info.value;
  } catch (error) {
    reject(error);
    return;
  }
  if (info.done) resolve(value);
  else Promise.resolve(value).then(_next, _throw);
}
function _async_to_generator(fn) {
  return function () {
    var self = this, args = arguments;
    return new Promise(function (resolve, reject) {
      var gen = fn.apply(self, args);
      function _next(value) {
        asyncGeneratorStep(gen, resolve, reject, _next, _throw, "next", value);
      }
      function _throw(err) {
        asyncGeneratorStep(gen, resolve, reject, _next, _throw, "throw", err);
      }
      _next(undefined);
    });
  };
}
function _await_async_generator(value) {
  return new _overload_yield(value, 0);
}
function _check_private_redeclaration(obj, privateCollection) {
  if (privateCollection.has(obj)) {
    throw new TypeError("Cannot initialize the same private elements twice on an object");
  }
}
function _class_apply_descriptor_get(receiver, descriptor) {
  if (descriptor.get) return descriptor.get.call(receiver);
  return descriptor.value;
}
function _class_extract_field_descriptor(receiver, privateMap, action) {
  if (!privateMap.has(receiver)) throw new TypeError("attempted to " + action + " private field on non-instance");
  return privateMap.get(receiver);
}
function _class_private_field_get(receiver, privateMap) {
  var descriptor = _class_extract_field_descriptor(receiver, privateMap, "get");
  return _class_apply_descriptor_get(receiver, descriptor);
}
function _class_private_field_init(obj, privateMap, value) {
  _check_private_redeclaration(obj, privateMap);
  privateMap.set(obj, value);
}
function _overload_yield(value, kind) {
  this.v = value;
  this.k = kind;
}
function _wrap_async_generator(fn) {
  return function () {
    return new _async_generator(fn.apply(this, arguments));
  };
}
var _free = /*#__PURE__*/ new WeakMap();
class Pool {
  take() {
    return _async_to_generator(function* () {
      const waiting = new Promise((resolve) => _class_private_field_get(this, _free).push(resolve));
      yield waiting;
    }).call(this);
  }
  constructor() {
    _class_private_field_init(this, _free, {
      writable: true,
      value: [],
    });
  }
}
const pool = new Pool();
function query() {
  return _async_to_generator(function* () {
    yield pool.take();
  })();
}
const retry = (times) =>
  _async_to_generator(function* () {
    for (let i = 0; i < times; i++) {
      try {
        yield query();
      } finally {
        yield null;
      }
    }
  })();
function rows() {
  return _wrap_async_generator(function* () {
    yield 1;
    yield _await_async_generator(query());
    yield 2;
  })();
}
function read() {
  return _async_to_generator(function* () {
    let sum = 0;
    {
      var _iteratorAbruptCompletion = false, _didIteratorError = false, _iteratorError;
      try {
        for (
          var _iterator = _async_iterator(rows()), _step;
          _iteratorAbruptCompletion = !(_step = yield _iterator.next()).done;
          _iteratorAbruptCompletion = false
        ) {
          let _value = _step.value;
          const row = _value;
          sum += row;
        }
      } catch (err) {
        _didIteratorError = true;
        _iteratorError = err;
      } finally {
        try {
          if (_iteratorAbruptCompletion && _iterator.return != null) {
            yield _iterator.return();
          }
        } finally {
          if (_didIteratorError) {
            throw _iteratorError;
          }
        }
      }
    }
    return sum;
  })();
}
/** Starts both; they wait for ever. */ export function start() {
  return _async_to_generator(function* () {
    yield Promise.all([
      retry(3),
      read(),
    ]);
  })();
}
