import ConfigSchema
import RouterCore

/// When a file has to make room for the next.
struct RotationSchedule: Sendable {
  let config: RotationConfig?

  /// Bytes that still fit.
  func room(behind size: Int) -> Int {
    config?.size.map { max($0.bytes - size, 0) } ?? .max
  }

  /// The end of the period in which the file was last written; nil without periods.
  func end(of lastWrite: Timestamp?) -> Timestamp? {
    guard let lastWrite, let every = config?.every?.wholeMicroseconds, every > 0 else { return nil }
    let intoPeriod = ((lastWrite.microseconds % every) + every) % every
    return lastWrite + .microseconds(every - intoPeriod)
  }
}
