import Deflate

/// What makes frames of the same event differ between sessions, agents' projections apart.
struct FrameForm: Hashable {
  let dialect: any Dialect
  /// Whether events carry their id.
  var withIDs: Bool
  /// Whether `data.timestamp` repeats the envelope's.
  var mirrorsTimestamp = false
  /// How far back compressed frames refer; nil when none is compressed.
  var deflate: DeflateWindow?

  // Dialects are values without state: of one type, they speak the same.
  static func == (left: Self, right: Self) -> Bool {
    left.withIDs == right.withIDs && left.mirrorsTimestamp == right.mirrorsTimestamp && left.deflate == right.deflate
      && ObjectIdentifier(type(of: left.dialect)) == ObjectIdentifier(type(of: right.dialect))
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(type(of: dialect)))
    hasher.combine(withIDs)
    hasher.combine(mirrorsTimestamp)
    hasher.combine(deflate)
  }
}

extension FrameForm {
  init(_ dialect: any Dialect, _ options: SessionOptions, _ deflate: PerMessageDeflate? = nil) {
    self.init(
      dialect: dialect, withIDs: options.includesIDs, mirrorsTimestamp: options.mirrorsTimestamp,
      deflate: options.compression ? deflate?.window : nil)
  }
}
