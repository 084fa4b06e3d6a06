/// Whether `body` came to its end in real time; it is cancelled if it did not. A net under tests of things that might
/// hang, not a way to wait.
package func finishes(within limit: Duration = .seconds(10), _ body: @escaping @Sendable () async -> Void) async -> Bool
{
  await withTaskGroup(of: Bool.self) { group in
    group.addTask {
      await body()
      return !Task.isCancelled
    }
    group.addTask {
      try? await Task.sleep(for: limit)
      return false
    }
    defer { group.cancelAll() }
    return await group.next() ?? false
  }
}

/// Something that runs until it is cancelled, and whether it has ended.
package struct Running: Sendable {
  private let ended: Watched<Bool>
  private let task: Task<Void, Never>

  package init(_ body: @escaping @Sendable () async -> Void) {
    let ended = Watched(false)
    self.ended = ended
    task = Task {
      await body()
      ended.change { $0 = true }
    }
  }

  package var hasEnded: Bool { ended.value }

  /// Cancels it; false when it does not end in time.
  package func stop(within limit: Duration = .seconds(10)) async -> Bool {
    task.cancel()
    return await finishes(within: limit) { [ended] in await ended.wait { $0 } }
  }
}
