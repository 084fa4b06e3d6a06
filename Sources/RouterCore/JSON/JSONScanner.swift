/// Checks a text against RFC 8259 in one pass and leaves the tokens of its values.
///
/// Nesting is followed by a loop, never by recursion: open containers are chained through `JSONToken.next`. The text is
/// handed from method to method as a span, so that every access is checked and none costs a reference count.
struct JSONScanner {
  private(set) var tokens: [JSONToken] = []
  var offset = 0

  private let limits: JSONLimits
  private var depth = 0
  /// The innermost open container: its token, its kind, and its members or elements so far.
  private(set) var container = JSONToken.noContainer
  private(set) var isInObject = false
  private(set) var count = 0

  /// What the grammar allows next.
  enum Step {
    case value
    case firstValue
    case key
    case firstKey
    case comma
    case end
  }

  init(limits: JSONLimits) {
    self.limits = limits
  }

  mutating func scan(_ text: Span<UInt8>) throws(JSONError) {
    try checkStart(text)
    // Typical events have a token per 12 bytes; the array grows if a text has more.
    tokens.reserveCapacity(text.count / 12 + 4)
    var step = Step.value
    while step != .end {
      skipWhiteSpace(text)
      guard offset < text.count else { throw endOfText(step, text) }
      step = try take(text[offset], text, step)
    }
    skipWhiteSpace(text)
    guard offset == text.count else { throw failure(.trailingText, text) }
  }

  private func checkStart(_ text: Span<UInt8>) throws(JSONError) {
    guard text.count <= limits.maxBytes else {
      throw JSONError(.tooLarge(bytes: text.count, limit: limits.maxBytes), at: limits.maxBytes, in: "")
    }
    // RFC 8259 §8.1 lets a parser ignore the mark; a strict one does not pass it on to others.
    if text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF { throw failure(.byteOrderMark, text) }
  }

  private mutating func take(_ byte: UInt8, _ text: Span<UInt8>, _ step: Step) throws(JSONError) -> Step {
    switch step {
    case .firstValue where byte == UInt8(ascii: "]"): try close(text)
    case .firstValue: try value(byte, text, expected: .valueOrEnd)
    case .value: try value(byte, text, expected: .value)
    case .firstKey where byte == UInt8(ascii: "}"): try close(text)
    case .firstKey: try key(byte, text, expected: .keyOrEnd)
    case .key: try key(byte, text, expected: .key)
    case .comma: try comma(byte, text)
    case .end: .end
    }
  }

  private mutating func value(
    _ byte: UInt8, _ text: Span<UInt8>, expected: JSONError.Expectation
  ) throws(JSONError) -> Step {
    if !isInObject { count += 1 }
    let start = offset
    switch byte {
    case UInt8(ascii: "\""):
      let hasEscapes = try string(text)
      append(.string, from: start, flag: hasEscapes)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      let isFractional = try number(text)
      append(.number, from: start, flag: isFractional)
    case UInt8(ascii: "{"): return try open(.object, text)
    case UInt8(ascii: "["): return try open(.array, text)
    case UInt8(ascii: "a")...UInt8(ascii: "z"):
      let (kind, isTrue) = try literal(text)
      append(kind, from: start, flag: isTrue)
    default: throw failure(.unexpectedByte(byte, expected: expected), text)
    }
    return container == JSONToken.noContainer ? .end : .comma
  }

  /// A key and its colon.
  private mutating func key(
    _ byte: UInt8, _ text: Span<UInt8>, expected: JSONError.Expectation
  ) throws(JSONError) -> Step {
    guard byte == UInt8(ascii: "\"") else {
      throw failure(.unexpectedByte(byte, expected: expected), text, inValue: false)
    }
    let start = offset
    count += 1
    let hasEscapes = try string(text, inValue: false)
    append(.string, from: start, flag: hasEscapes)
    skipWhiteSpace(text)
    guard offset < text.count else { throw failure(.unexpectedEnd, text) }
    guard text[offset] == UInt8(ascii: ":") else {
      throw failure(.unexpectedByte(text[offset], expected: .colon), text)
    }
    offset += 1
    return .value
  }

  private mutating func comma(_ byte: UInt8, _ text: Span<UInt8>) throws(JSONError) -> Step {
    switch (byte, isInObject) {
    case (UInt8(ascii: ","), _):
      offset += 1
      return isInObject ? .key : .value
    case (UInt8(ascii: "}"), true), (UInt8(ascii: "]"), false): return try close(text)
    default:
      let expected: JSONError.Expectation = isInObject ? .commaOrObjectEnd : .commaOrArrayEnd
      throw failure(.unexpectedByte(byte, expected: expected), text, inValue: false)
    }
  }

  private mutating func open(_ kind: JSONKind, _ text: Span<UInt8>) throws(JSONError) -> Step {
    guard depth < limits.maxDepth else { throw failure(.tooDeep(limit: limits.maxDepth), text) }
    depth += 1
    if container != JSONToken.noContainer { tokens[Int(container)].count = count }
    tokens.append(JSONToken(kind, from: offset, to: offset, next: container))
    container = UInt32(truncatingIfNeeded: tokens.count - 1)
    isInObject = kind == .object
    count = 0
    offset += 1
    return isInObject ? .firstKey : .firstValue
  }

  private mutating func close(_ text: Span<UInt8>) throws(JSONError) -> Step {
    let index = Int(container)
    if isInObject, let key = DuplicateKeys.firstRepeated(in: tokens, object: index, count: count, text) {
      let name = JSONStringText.string(text, tokens[key])
      throw failure(.duplicateKey(name), text, at: Int(tokens[key].start), inValue: false)
    }
    offset += 1
    let parent = tokens[index].next
    tokens[index].end = UInt32(truncatingIfNeeded: offset)
    tokens[index].next = UInt32(truncatingIfNeeded: tokens.count)
    tokens[index].count = count
    depth -= 1
    container = parent
    guard parent != JSONToken.noContainer else { return .end }
    isInObject = tokens[Int(parent)].kind == .object
    count = tokens[Int(parent)].count
    return .comma
  }

  private mutating func append(_ kind: JSONKind, from start: Int, flag: Bool = false) {
    let next = UInt32(truncatingIfNeeded: tokens.count + 1)
    tokens.append(JSONToken(kind, from: start, to: offset, next: next, flag: flag))
  }

  private mutating func skipWhiteSpace(_ text: Span<UInt8>) {
    while offset < text.count {
      switch text[offset] {
      case 0x20, 0x0A, 0x0D, 0x09: offset += 1
      default: return
      }
    }
  }
}
