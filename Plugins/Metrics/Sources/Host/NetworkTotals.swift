/// Bytes through all interfaces but the loopback since boot (`/proc/net/dev`, proc_net(5)).
struct NetworkTotals: Sendable, Equatable {
  let received: UInt64
  let sent: UInt64

  init?(dev text: String) {
    var totals: (received: UInt64, sent: UInt64)?
    for line in text.lines.dropFirst(2) {
      // A long name leaves no space behind its colon.
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, let name = parts[0].fields.first, name != "lo" else { continue }
      let fields = parts[1].fields
      guard fields.count >= 9, let received = UInt64(fields[0]), let sent = UInt64(fields[8]) else { continue }
      totals = ((totals?.received ?? 0) &+ received, (totals?.sent ?? 0) &+ sent)
    }
    guard let totals else { return nil }
    (received, sent) = totals
  }
}
