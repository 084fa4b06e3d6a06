import CYaml
import ConfigSchema

/// libyaml's parser as a source of events. Owns the C object and everything it allocates.
struct YAMLParser: ~Copyable {
  private let source: SourceText
  private let input: UnsafeMutableBufferPointer<UInt8>
  /// On the heap, because libyaml keeps a pointer from the parser to itself.
  private let parser: UnsafeMutablePointer<yaml_parser_t>

  /// - Parameter source: the same text, to turn libyaml's byte offsets into places.
  init(_ bytes: [UInt8], source: SourceText) {
    self.source = source
    input = .allocate(capacity: max(1, bytes.count))
    _ = input.initialize(from: bytes)
    parser = .allocate(capacity: 1)
    // Fails only for want of memory, and then traps as every Swift allocation does.
    precondition(yaml_parser_initialize(parser) == 1)
    yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    input.deallocate()
  }

  /// The next event that matters. Not to be called again after the end of the stream or a failure.
  func next() throws(YAMLFailure) -> YAMLEvent {
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
      defer { yaml_event_delete(&event) }
      if let event = YAMLEvent(event, file: source.file) { return event }
    }
  }

  private func failure() -> YAMLFailure {
    let problem = parser.pointee.problem.map { String(cString: $0) } ?? "out of memory"
    if parser.pointee.error == YAML_READER_ERROR {
      let place = place(ofByte: parser.pointee.problem_offset)
      return .unreadableText(problem, value: parser.pointee.problem_value, at: place)
    }
    let context = parser.pointee.context.map { text in
      YAMLFailure.Context(text: String(cString: text), start: SourcePosition(parser.pointee.context_mark))
    }
    return .syntax(problem, context, at: SourcePosition(parser.pointee.problem_mark), in: source)
  }

  /// libyaml may point into the middle of a character: its first byte is the place.
  private func place(ofByte offset: Int) -> SourceRange {
    let start = input.prefix(offset).suffix(3).lastIndex { $0 >= 0xC0 }
    let isWhole = start.map { UTF8.length(ofLead: input[$0]) <= offset - $0 } ?? true
    let before = SourceText(file: source.file, bytes: input.prefix(isWhole ? offset : start ?? offset))
    return SourceRange(file: source.file, at: before.end)
  }
}

extension SourcePosition {
  init(_ mark: yaml_mark_t) {
    self.init(line: mark.line + 1, column: mark.column + 1)
  }
}

extension UTF8 {
  /// Bytes of the character that begins with `byte` (RFC 3629, section 3).
  fileprivate static func length(ofLead byte: UInt8) -> Int {
    switch byte {
    case ..<0x80: 1
    case ..<0xE0: 2
    case ..<0xF0: 3
    default: 4
    }
  }
}
