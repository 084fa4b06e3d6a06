import Logging
import RouterCore

/// All key sets of a config.
package final class KeySets: Sendable {
  private let sets: [KeySet]
  private let time: any TimeSource

  package init(
    _ configs: [KeySetConfig], time: any TimeSource, logger: Logger, counters: KeySetCounters = KeySetCounters()
  ) {
    self.time = time
    sets = configs.enumerated().map { index, config in
      KeySet(config, at: index, source: config.source, time: time, logger: logger, counters: counters)
    }
  }

  init(_ sets: [KeySet], time: any TimeSource) {
    self.sets = sets
    self.time = time
  }

  func views(at now: Timestamp) -> [KeySetView] { sets.map { $0.view(at: now) } }

  func view(_ index: Int, at now: Timestamp) -> KeySetView? {
    sets.indices.contains(index) ? sets[index].view(at: now) : nil
  }

  /// Until when a client whose keys are missing had better wait.
  func rest(at now: Timestamp) -> Duration { sets.map { $0.rest(at: now) }.min() ?? .zero }

  /// Returns when the fetches that are under way or may begin have ended.
  func join() async {
    await withTaskGroup(of: Void.self) { group in
      for set in sets { group.addTask { await set.join() } }
    }
  }

  /// Fetches them until the task is cancelled. Called once.
  func run() async {
    await withTaskGroup(of: Void.self) { group in
      for set in sets { group.addTask { await set.run() } }
    }
    // Without a set too: whoever runs this takes its end for the end of the server.
    while !Task.isCancelled { try? await time.sleep(for: .seconds(3600)) }
  }
}

extension KeySetConfig {
  fileprivate var source: any KeySetSource {
    if let url { return HTTPKeySetSource(url: url, ca: ca, timeout: timeout) }
    return FileKeySetSource(path: file ?? "")
  }
}
