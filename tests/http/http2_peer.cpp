#include "tests/http/http2_peer.hpp"

#include <algorithm>
#include <nghttp2/nghttp2.h>

namespace signalbox::conformance {
namespace {

/// The result refers to the text of `headers`.
std::vector<nghttp2_nv> fields_of(const header_list& headers) {
  const auto bytes = [](const std::string& text) { return reinterpret_cast<uint8_t*>(const_cast<char*>(text.data())); };
  std::vector<nghttp2_nv> fields;
  for (const auto& [name, value] : headers)
    fields.push_back({bytes(name), bytes(value), name.size(), value.size(), NGHTTP2_NV_FLAG_NONE});
  return fields;
}

bool is_interim(const header_list& headers) {
  return std::any_of(headers.begin(), headers.end(),
                     [](const auto& field) { return field.first == ":status" && field.second.starts_with('1'); });
}

} // namespace

struct http2_peer::callbacks {
  static http2_peer& self(void* data) { return *static_cast<http2_peer*>(data); }

  static int begin_headers(nghttp2_session*, const nghttp2_frame* frame, void* data) {
    auto& stream = self(data).streams_[frame->hd.stream_id];
    if (!stream.head)
      stream.headers.clear();
    return 0;
  }

  static int header(nghttp2_session*, const nghttp2_frame* frame, const uint8_t* name, size_t name_size,
                    const uint8_t* value, size_t value_size, uint8_t, void* data) {
    auto& stream = self(data).streams_[frame->hd.stream_id];
    (stream.head ? stream.trailers : stream.headers)
        .emplace_back(std::string(reinterpret_cast<const char*>(name), name_size),
                      std::string(reinterpret_cast<const char*>(value), value_size));
    return 0;
  }

  static int chunk(nghttp2_session*, uint8_t, int32_t id, const uint8_t* bytes, size_t size, void* data) {
    self(data).streams_[id].body.append(reinterpret_cast<const char*>(bytes), size);
    return 0;
  }

  static int frame(nghttp2_session*, const nghttp2_frame* frame, void* data) {
    auto& peer = self(data);
    if (frame->hd.type == NGHTTP2_GOAWAY)
      peer.over_ = true;
    if (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA)
      return 0;
    auto& stream = peer.streams_[frame->hd.stream_id];
    if (frame->hd.type == NGHTTP2_HEADERS && !stream.head) {
      if (is_interim(stream.headers))
        stream.interim.push_back(stream.headers);
      else
        stream.head = true;
    }
    if ((frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0)
      stream.complete = true;
    return 0;
  }

  static int closed(nghttp2_session*, int32_t id, uint32_t error, void* data) {
    auto& stream = self(data).streams_[id];
    if (error != NGHTTP2_NO_ERROR || !stream.complete)
      stream.reset = true;
    return 0;
  }

  static ssize_t read(nghttp2_session* session, int32_t id, uint8_t* buffer, size_t size, uint32_t* flags,
                      nghttp2_data_source*, void* data) {
    auto& from = self(data).outgoing_[id];
    const auto count = std::min(size, from.data.size());
    std::copy_n(from.data.data(), count, buffer);
    from.data.erase(0, count);
    if (!from.data.empty())
      return static_cast<ssize_t>(count);
    if (!from.ended)
      return count == 0 ? static_cast<ssize_t>(NGHTTP2_ERR_DEFERRED) : static_cast<ssize_t>(count);
    *flags |= NGHTTP2_DATA_FLAG_EOF;
    if (!from.trailers.empty()) {
      *flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
      const auto fields = fields_of(from.trailers);
      nghttp2_submit_trailer(session, id, fields.data(), fields.size());
    }
    return static_cast<ssize_t>(count);
  }
};

void http2_peer::session_deleter::operator()(nghttp2_session* session) const { nghttp2_session_del(session); }

http2_peer::http2_peer(role which) {
  nghttp2_session_callbacks* all = nullptr;
  nghttp2_session_callbacks_new(&all);
  nghttp2_session_callbacks_set_on_begin_headers_callback(all, callbacks::begin_headers);
  nghttp2_session_callbacks_set_on_header_callback(all, callbacks::header);
  nghttp2_session_callbacks_set_on_data_chunk_recv_callback(all, callbacks::chunk);
  nghttp2_session_callbacks_set_on_frame_recv_callback(all, callbacks::frame);
  nghttp2_session_callbacks_set_on_stream_close_callback(all, callbacks::closed);
  nghttp2_session* session = nullptr;
  if (which == role::client)
    nghttp2_session_client_new(&session, all, this);
  else
    nghttp2_session_server_new(&session, all, this);
  nghttp2_session_callbacks_del(all);
  session_.reset(session);
  nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, nullptr, 0);
}

http2_peer::~http2_peer() = default;

bool http2_peer::feed(std::string_view bytes) {
  const auto* begin = reinterpret_cast<const uint8_t*>(bytes.data());
  if (nghttp2_session_mem_recv(session_.get(), begin, bytes.size()) < 0)
    over_ = true;
  return !over_;
}

std::string http2_peer::output() {
  std::string all;
  const uint8_t* bytes = nullptr;
  for (ssize_t size; (size = nghttp2_session_mem_send(session_.get(), &bytes)) > 0;)
    all.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  return all;
}

std::int32_t http2_peer::request(const header_list& headers) {
  const auto fields = fields_of(headers);
  nghttp2_data_provider body{{}, callbacks::read};
  return nghttp2_submit_request(session_.get(), nullptr, fields.data(), fields.size(), &body, nullptr);
}

void http2_peer::answer(std::int32_t stream, const header_list& headers, bool interim) {
  const auto fields = fields_of(headers);
  nghttp2_data_provider body{{}, callbacks::read};
  if (interim)
    nghttp2_submit_headers(session_.get(), NGHTTP2_FLAG_NONE, stream, nullptr, fields.data(), fields.size(), nullptr);
  else
    nghttp2_submit_response(session_.get(), stream, fields.data(), fields.size(), &body);
}

void http2_peer::add_data(std::int32_t stream, std::string_view bytes) {
  outgoing_[stream].data.append(bytes);
  nghttp2_session_resume_data(session_.get(), stream);
}

void http2_peer::end(std::int32_t stream, const header_list& trailers) {
  outgoing_[stream].ended = true;
  outgoing_[stream].trailers = trailers;
  nghttp2_session_resume_data(session_.get(), stream);
}

void http2_peer::reset(std::int32_t stream) {
  nghttp2_submit_rst_stream(session_.get(), NGHTTP2_FLAG_NONE, stream, NGHTTP2_CANCEL);
}

} // namespace signalbox::conformance
