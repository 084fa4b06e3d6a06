import RouterCore

/// An event as a line for people: time, id, type, agent and the beginning of the payload.
///
/// What comes from outside is made harmless for terminals: control characters could move the cursor or change the
/// title, direction marks could turn text around.
struct TextLine: Sendable {
  /// Characters of the payload.
  let dataLength: Int

  func append(_ delivery: Delivery, to bytes: inout [UInt8]) {
    let event = delivery.event
    event.time.append(to: &bytes)
    for word in [delivery.number.publicID, event.typeName, event.agent ?? "-"] {
      bytes.append(UInt8(ascii: " "))
      append(word.unicodeScalars, to: &bytes)
    }
    guard dataLength > 0 else { return }
    bytes.append(UInt8(ascii: " "))
    append(data: event.data.bytes, to: &bytes)
  }

  private func append(data: [UInt8], to bytes: inout [UInt8]) {
    // A scalar has at most four bytes, so the rest need not be decoded.
    let text = String(decoding: data.prefix(dataLength * 4 + 4), as: UTF8.self).unicodeScalars
    append(text.prefix(dataLength), to: &bytes)
    if text.count > dataLength { bytes.append(contentsOf: "…".utf8) }
  }

  private func append(_ scalars: some Sequence<Unicode.Scalar>, to bytes: inout [UInt8]) {
    for scalar in scalars {
      switch scalar {
      // White space between tokens.
      case "\n", "\r", "\t": bytes.append(UInt8(ascii: " "))
      case _ where Self.isHarmless(scalar): bytes.append(contentsOf: String(scalar).utf8)
      default: bytes.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".utf8)
      }
    }
  }

  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
    return switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: false
    // The joiner inside an emoji is harmless, direction marks are not.
    case .format: scalar == "\u{200D}"
    default: true
    }
  }
}
