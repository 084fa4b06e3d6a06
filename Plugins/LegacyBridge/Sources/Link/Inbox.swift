import DequeModule

/// Something that came and has to be dealt with in its turn.
enum InboxItem: Sendable {
  case event(ReceivedEvent)
  /// The server has answered RECONNECT; see `ConversationAction`.
  case resumed(at: String?)
  case garbage(MessageMistake)

  fileprivate var size: Int {
    switch self {
    case .event(let event): event.frame.bytes.count
    case .resumed, .garbage: 0
    }
  }
}

/// What has come and is not yet in the log. When it is full nothing is read; what a single read brings still goes in.
struct Inbox: Sendable {
  static let batch = 256
  private static let itemLimit = 1024

  private let sizeLimit: Int
  private var items: Deque<InboxItem> = []
  private var size = 0

  /// - Parameter sizeLimit: bytes of messages.
  init(sizeLimit: Int) { self.sizeLimit = sizeLimit }

  var isEmpty: Bool { items.isEmpty }
  var isFull: Bool { items.count >= Self.itemLimit || size >= sizeLimit }

  mutating func add(_ item: InboxItem) {
    items.append(item)
    size += item.size
  }

  mutating func takeBatch() -> [InboxItem] {
    let batch = Array(items.prefix(Self.batch))
    items.removeFirst(batch.count)
    size -= batch.reduce(0) { $0 + $1.size }
    return batch
  }
}
