import TestSupport

/// How long anything may take before a test gives up: far longer than it ever takes, also on a busy machine.
let patience = Duration.seconds(30)

/// Something did not happen in time.
struct Overdue: Error, CustomStringConvertible {
  let what: String
  /// What there was instead.
  let instead: String

  var description: String { "no \(what) in \(patience), or none any more; there was:\n\(instead)" }
}

extension Watched {
  /// The value as soon as the condition holds; nil when it does not come to hold in time.
  func value(until condition: @escaping @Sendable (Value) -> Bool) async -> Value? {
    await withTaskGroup { group in
      group.addTask { _ = await self.wait(until: condition) }
      group.addTask { try? await Task.sleep(for: patience) }
      await group.next()
      group.cancelAll()
    }
    let value = value
    return condition(value) ? value : nil
  }
}
