import Dispatch
import Logging
import Synchronization

// Threads that write, sync and tidy up.
extension LocalLog {
  func scheduleWriting() {
    let now = time.now()
    let isNeeded = threads.withLock { threads in
      guard !threads.isWriting, threads.pausedUntil <= now else { return false }
      threads.isWriting = true
      return true
    }
    if isNeeded { writing.async { self.write() } }
  }

  /// On the writer's thread: transaction after transaction, as long as there is something to write.
  private func write() {
    while let work = takeWork() {
      noteExhausted(work)
      guard let storage, commit(work, to: storage) else { return }
    }
  }

  private func takeWork() -> NumberedWork? {
    let work = state.withLock { $0.takeWork(at: time.now()) }
    if work != nil { return work }
    // Looked at again behind the flag: what came in between has not scheduled anything.
    threads.withLock { $0.isWriting = false }
    if state.withLock({ !$0.work.isEmpty }) { scheduleWriting() }
    return nil
  }

  /// False when the storage has failed: nothing is tried for a while then.
  private func commit(_ work: NumberedWork, to storage: any LogStorage) -> Bool {
    do throws(LogStorageError) {
      try reserve(for: work.batch, in: storage)
      let extent = try storage.commit(work.batch)
      let (answers, served, recovered) = state.withLock { state in
        let answers = state.settle(work, extent)
        return (answers, state.takeServed(), state.trouble.take() != nil)
      }
      served.resume()
      if recovered { logger.notice("the log can be written again") }
      confirm(answers)
      return true
    } catch {
      fail(work, error)
      return false
    }
  }

  /// A number may be given only when it is safe that it is not given again. Before everything else and on its own: what is
  /// written and then not made safe would be there, and be written again.
  private func reserve(for batch: LogBatch, in storage: any LogStorage) throws(LogStorageError) {
    guard batch.reservation != nil else { return }
    var reservation = LogBatch(trim: batch.trim)
    reservation.reservation = batch.reservation
    _ = try storage.commit(reservation)
    if config.fsync != .off { try storage.sync() }
  }

  private func fail(_ work: NumberedWork, _ error: LogStorageError) {
    let (served, isNew) = state.withLock { state in
      let isNew = state.trouble == nil
      state.fail(work, because: error.description, passes: config.whenUnwritable == .pass)
      return (state.takeServed(), isNew)
    }
    if isNew {
      logger.error(
        "the log cannot be written: publishers get 503 until it can",
        metadata: ["reason": "\(error)", "sources": "\(config.whenUnwritable.rawValue)"])
    }
    served.resume()
    threads.withLock { threads in
      threads.isWriting = false
      threads.pausedUntil = time.now() + Self.retryPause
    }
  }

  /// Tells producers what they wait for: now or, where it is promised, when it is safe.
  private func confirm(_ answers: LocalLogState.Served) {
    guard config.fsync == .commit, !answers.producers.isEmpty else {
      threads.withLock { $0.isDirty = true }
      return answers.resume()
    }
    let isNeeded = threads.withLock { threads in
      threads.unsynced.producers += answers.producers
      defer { threads.isSyncing = true }
      return !threads.isSyncing
    }
    if isNeeded { syncing.async { self.syncAll() } }
  }

  /// On the thread for it: what is written while one sync runs shares the next.
  private func syncAll() {
    while let waiting = takeUnsynced() {
      do throws(LogStorageError) {
        try storage?.sync()
        waiting.resume()
      } catch {
        logger.error("the log could not be made safe", metadata: ["reason": "\(error)"])
        for producer in waiting.producers {
          producer.continuation.resume(returning: .failure(.unavailable(error.description)))
        }
      }
    }
  }

  private func takeUnsynced() -> LocalLogState.Served? {
    threads.withLock { threads in
      guard !threads.unsynced.producers.isEmpty else {
        threads.isSyncing = false
        return nil
      }
      defer { threads.unsynced = LocalLogState.Served() }
      return threads.unsynced
    }
  }

  // MARK: Time

  /// Looks after what no event causes: retention by age, `fsync: interval`, another attempt after a failure, what operators
  /// want. To be called about once a second.
  package func tick() {
    guard storage != nil else { return }
    let now = time.now()
    let (isTrimDue, isSyncDue) = threads.withLock { threads in
      let isTrimDue = now - threads.lastTrim >= Self.trimPause
      if isTrimDue { threads.lastTrim = now }
      let isSyncDue =
        config.fsync == .interval && threads.isDirty && now - threads.lastSync >= config.fsyncInterval
      if isSyncDue { (threads.lastSync, threads.isDirty) = (now, false) }
      return (isTrimDue, isSyncDue)
    }
    change { state in
      if isTrimDue { state.work.isTrimDue = true }
    }
    if isSyncDue {
      syncing.async { [storage, logger] in
        do throws(LogStorageError) {
          try storage?.sync()
        } catch {
          logger.error("the log could not be made safe", metadata: ["reason": "\(error)"])
        }
      }
    }
    reading.async {
      self.lookAtDisk()
      self.lookForReplays()
    }
    let mayTidy = threads.withLock { threads in
      defer { threads.isTidying = true }
      return !threads.isTidying
    }
    if mayTidy { tidying.async { self.tidy() } }
  }

  private func tidy() {
    do throws(LogStorageError) {
      try storage?.checkpoint()
    } catch {
      // It is tried again, and commits say it if the storage cannot be written at all.
      logger.debug("the log could not be tidied up", metadata: ["reason": "\(error)"])
    }
    threads.withLock { $0.isTidying = false }
  }

  private func lookAtDisk() {
    let disk = storage?.diskRoom
    state.withLock { $0.disk = disk }
  }

  private func lookForReplays() {
    // Asked before reading: a letter that is dealt with meanwhile may still be read as requested.
    let known = state.withLock { $0.replaying }
    guard let storage, let requests = try? storage.replayRequests() else { return }
    let new = requests.filter { letter in letter.id.map { !known.contains($0) } ?? false }
    guard !new.isEmpty else { return }
    let bySink = Dictionary(grouping: new, by: \.sink)
    let sinks = state.withLock { state in
      for (sink, letters) in bySink where state.sinks[sink] != nil {
        state.replays[sink, default: []] += letters
        state.replaying.formUnion(letters.compactMap(\.id))
      }
      return bySink.keys.compactMap { state.sinks[$0]?.sink }
    }
    for sink in sinks { sink.wake() }
  }

  /// Writes what is left and closes the storage. To be called when nobody uses the log any more.
  package func shutDown() async {
    guard let storage else { return }
    await withCheckedContinuation { continuation in
      writing.async {
        if let work = self.state.withLock({ $0.takeWork(at: self.time.now()) }) { _ = self.commit(work, to: storage) }
        self.syncing.async {
          self.syncAll()
          let head = self.state.withLock { $0.given }
          do throws(LogStorageError) {
            try storage.close(head: head)
          } catch {
            self.logger.error("the log did not close properly", metadata: ["reason": "\(error)"])
          }
          continuation.resume()
        }
      }
    }
  }
}
