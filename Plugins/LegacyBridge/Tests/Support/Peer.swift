import NIOCore
import NIOWebSocket
import RouterCore
import TestSupport

/// The server's end of one WebSocket connection, driven by a test.
final class Peer: Sendable {
  struct Record: Sendable {
    var texts: [String] = []
    var pings = 0
    var pongs: [String] = []
    var closeCode: UInt16?
    var isOpen = true
    var isWritable = true
    /// Frames that the system has taken.
    var written = 0
    var unmasked = 0

    /// The JSON messages of a type.
    func messages(_ type: String) -> [JSONNode] {
      texts.map { JSONDocument.sample($0).root }.filter { $0["type"]?.stringEquals(type) == true }
    }
  }

  let record = Watched(Record())
  private let channel: any Channel

  init(_ channel: any Channel) { self.channel = channel }

  func send(_ text: String) { send(WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(string: text))) }

  func send(_ frame: WebSocketFrame) {
    channel.writeAndFlush(frame).whenSuccess { [record] in record.change { $0.written += 1 } }
  }

  /// Bytes that need be no frame.
  func send(raw bytes: [UInt8]) {
    channel.eventLoop.execute { [channel] in
      guard let encoder = try? channel.pipeline.syncOperations.context(handlerType: WebSocketFrameEncoder.self) else {
        return
      }
      encoder.writeAndFlush(NIOAny(ByteBuffer(bytes: bytes)), promise: nil)
    }
  }

  func close(_ code: UInt16) {
    send(WebSocketFrame(fin: true, opcode: .connectionClose, data: ByteBuffer(integer: code)))
  }

  /// Ends the connection without a word.
  func drop() { channel.close(promise: nil) }

  /// Waits for so many messages of a type.
  func hears(_ count: Int, _ type: String) async throws -> [JSONNode] {
    let record = await record.wait { $0.messages(type).count >= count }
    try Task.checkCancellation()
    return record.messages(type)
  }
}

// Safety: used on its channel's event loop only.
final class PeerHandler: ChannelInboundHandler, @unchecked Sendable {
  typealias InboundIn = WebSocketFrame

  private let peer: Peer
  private let script: @Sendable (Peer, String) -> Void

  init(_ peer: Peer, _ script: @escaping @Sendable (Peer, String) -> Void) {
    self.peer = peer
    self.script = script
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    let text = String(buffer: frame.unmaskedData)
    peer.record.change { record in
      if frame.maskKey == nil { record.unmasked += 1 }
      switch frame.opcode {
      case .text: record.texts.append(text)
      case .ping: record.pings += 1
      case .pong: record.pongs.append(text)
      case .connectionClose: record.closeCode = frame.unmaskedData.getInteger(at: 0)
      default: break
      }
    }
    if frame.opcode == .text { script(peer, text) }
    if frame.opcode == .connectionClose { context.close(promise: nil) }
  }

  func channelInactive(context: ChannelHandlerContext) { peer.record.change { $0.isOpen = false } }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    let isWritable = context.channel.isWritable
    peer.record.change { $0.isWritable = isWritable }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
