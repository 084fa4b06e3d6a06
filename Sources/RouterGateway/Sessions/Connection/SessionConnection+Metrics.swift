import NIOCore
import RouterCore

/// Metrics for a session that has an interval of its own: they do not come with its audience.
extension SessionConnection {
  /// Takes a metrics event that may be for this session.
  /// - Returns: whether it is.
  func sample(_ delivery: Delivery) -> Bool {
    guard isOpen, session.admits(delivery.event) else { return false }
    let sampler = sampler ?? MetricsSampler()
    self.sampler = sampler
    sampler.add(delivery)
    sendSample()
    return true
  }

  /// Sends the sample that waits if it is due and nothing waits before it, else later.
  func sendSample() {
    guard isOpen, !isBehind, isSocketEmpty, let sampler, let due = sampler.due else { return }
    let now = shard.loop.now
    guard now >= due else { return wait(sampler, until: due) }
    if let sample = sampler.take(at: now, interval: interval) { send(sample) }
    if !session.options.samplesMetrics { stopSampling() }
  }

  private func send(_ sample: Delivery) {
    // It may have waited for a while: what is seen is asked again, as for every event.
    guard session.admits(sample.event) else { return }
    // Ids on a connection never decrease.
    let sample = Delivery(number: max(sample.number, session.lastEvent ?? .zero), event: sample.event)
    var chunk = Lag.Chunk()
    shard.write(sample, session, form, to: &chunk)
    shard.context.counters.frames.add(1)
    write(chunk)
  }

  private func wait(_ sampler: MetricsSampler, until due: NIODeadline) {
    guard sampler.timer == nil else { return }
    sampler.timer = shard.loop.assumeIsolated().scheduleTask(deadline: due) {
      sampler.timer = nil
      self.sendSample()
    }
  }

  /// The interval has changed. Without one, what waits goes out as soon as the socket takes it.
  func changeSampling() {
    sampler?.hurry(to: shard.loop.now + interval)
    sendSample()
    if sampler?.due == nil, !session.options.samplesMetrics { stopSampling() }
  }

  private var interval: TimeAmount { .milliseconds(Int64(session.options.metricsInterval)) }

  func stopSampling() {
    sampler?.timer?.cancel()
    sampler = nil
  }
}
