/// Tasks that ran or waited to run, averaged over 1, 5 and 15 minutes (`/proc/loadavg`).
struct LoadAverage: Sendable, Equatable {
  let one: Double
  let five: Double
  let fifteen: Double

  init?(loadavg text: String) {
    let values = text.fields.prefix(3).compactMap { Double($0) }.filter { $0.isFinite && $0 >= 0 }
    guard values.count == 3 else { return nil }
    (one, five, fifteen) = (values[0], values[1], values[2])
  }
}
