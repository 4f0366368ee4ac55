#include "net/reader.h"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace net {

namespace http = boost::beast::http;

struct Reader::Impl {
  Limits limits;
  std::optional<http::request_parser<http::string_body>> parser;
  Head head;
  State state = State::header;

  void take_head();
  State judge(const boost::system::error_code& error);
};

Reader::Reader(const Limits& limits) : impl_(std::make_unique<Impl>()) {
  impl_->limits = limits;
  reset();
}

Reader::~Reader() = default;

void Reader::reset() {
  auto& parser = impl_->parser.emplace();
  parser.header_limit(static_cast<std::uint32_t>(impl_->limits.header_bytes));
  // What stands in memory is bounded by the connection, by body_is_large(), and so is what passes
  // through a sink: here it would end before anybody could say why.
  parser.body_limit(boost::none);
  parser.eager(false);
  impl_->head = {};
  impl_->state = State::header;
}

void Reader::Impl::take_head() {
  const auto& message = parser->get();
  const auto text = [](boost::beast::string_view view) {
    return std::string(view.data(), view.size());
  };
  head.method = text(message.method_string());
  std::string target = text(message.target());
  const std::size_t mark = target.find('?');
  if (mark != std::string::npos) {
    head.query = target.substr(mark + 1);
    target.resize(mark);
  }
  head.path = std::move(target);
  for (const auto& field : message) {
    head.headers.emplace_back(text(field.name_string()), text(field.value()));
  }
}

Reader::State Reader::Impl::judge(const boost::system::error_code& error) {
  if (error == http::error::header_limit) return State::too_long;
  if (error && error != http::error::need_more) return State::bad;
  if (parser->is_done()) return State::done;
  return parser->is_header_done() ? State::body : State::header;
}

Reader::State Reader::feed(std::string_view bytes, std::size_t& taken) {
  taken = 0;
  const bool had_head = impl_->parser->is_header_done();
  boost::system::error_code error;
  do {
    const auto rest = bytes.substr(taken);
    taken += impl_->parser->put(boost::asio::buffer(rest.data(), rest.size()), error);
    if (!had_head && impl_->parser->is_header_done()) break;
  } while (!error && taken < bytes.size() && !impl_->parser->is_done());
  impl_->state = impl_->judge(error);
  if (!had_head && impl_->parser->is_header_done()) {
    impl_->take_head();
    impl_->parser->eager(true);
  }
  return impl_->state;
}

Reader::State Reader::state() const {
  return impl_->state;
}

const Head& Reader::head() const {
  return impl_->head;
}

bool Reader::keep_alive() const {
  return impl_->parser->get().keep_alive();
}

bool Reader::expects_continue() const {
  return impl_->parser->get()[http::field::expect] == "100-continue";
}

bool Reader::body_is_large() const {
  if (impl_->parser->chunked()) return true;
  const auto length = impl_->parser->content_length();
  return length && *length > impl_->limits.body_bytes;
}

std::string Reader::take_body() {
  return std::exchange(impl_->parser->get().body(), {});
}

}  // namespace net
