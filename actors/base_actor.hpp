// Base classes of the actors: path, metrics, reports to status, and handlers that drop unmatched messages and errors,
// because CAF 0.17 would terminate the sender.
#pragma once
#include "actors/actor_metrics.hpp"
#include "actors/ports.hpp"
#include "messages/actors.hpp"

#include <chrono>
#include <functional>
#include <spdlog/spdlog.h>
#include <string>
#include <utility>

namespace signalbox {

/// The kind of a message, for the metrics.
inline message_kind kind_of(const caf::type_erased_tuple& message) {
  const auto is = [&]<class... Types>(message_kind first, std::in_place_type_t<Types>...) {
    auto kind = static_cast<int>(first);
    const bool found = message.size() == 1 && ((message.match_element<Types>(0) || (++kind, false)) || ...);
    return found ? static_cast<message_kind>(kind) : message_kind::other;
  };
  return is(message_kind::port_reply, std::in_place_type<port_reply>, std::in_place_type<wake>,
            std::in_place_type<status_moved>, std::in_place_type<view_changed>, std::in_place_type<routes_changed>,
            std::in_place_type<config_rendered>, std::in_place_type<cluster_attached>, std::in_place_type<actor_report>,
            std::in_place_type<history_event>, std::in_place_type<caf::down_msg>, std::in_place_type<caf::exit_msg>);
}

/// Base of every actor of the core. `Handle` is its entry in the list of actors.
///
/// In CAF 0.17 an error or an unmatched message that is returned terminates the *sender*; here both are logged and
/// dropped. An exception in a handler terminates the actor with its text as the reason; the supervisor restarts it.
template <class Handle>
class base_actor : public Handle::base {
public:
  using base = typename Handle::base;

  base_actor(caf::actor_config& config, metrics_registry& metrics, std::string path)
      : base(config), path_(std::move(path)), metrics_(metrics.of(path_)), mailbox_(metrics_) {
    this->set_default_handler([this](caf::scheduled_actor*, caf::message_view&) -> caf::result<caf::message> {
      spdlog::error("{}: dropped a message that nobody handles", path_);
      return caf::message{};
    });
    this->set_error_handler([this](caf::scheduled_actor*, caf::error& e) {
      spdlog::error("{}: dropped an error: {}", path_, this->system().render(e));
    });
    this->set_exception_handler([](caf::scheduled_actor*, std::exception_ptr& p) -> caf::error {
      try {
        std::rethrow_exception(p);
      } catch (const std::exception& e) {
        return caf::make_error(caf::sec::runtime_error, std::string{e.what()});
      } catch (...) {
        return caf::make_error(caf::sec::runtime_error, std::string{"an exception of unknown type"});
      }
    });
  }

  const char* name() const override { return path_.c_str(); }
  const std::string& path() const { return path_; }

  void on_exit() override {
    mailbox_.ended();
    base::on_exit();
  }

  using base::enqueue;
  void enqueue(caf::mailbox_element_ptr element, caf::execution_unit* unit) override {
    mailbox_.arrived();
    base::enqueue(std::move(element), unit);
  }

  caf::invoke_message_result consume(caf::mailbox_element& element) override {
    const timer time{metrics_, mailbox_, kind_of(element.content())};
    return base::consume(element);
  }

protected:
  using time_point = caf::actor_clock::time_point;

  /// Time of the actor system's clock, which tests control.
  time_point now() { return this->clock().now(); }

  /// Sends `wake{epoch}` to this actor after `in`.
  void wake_in(std::chrono::milliseconds in, std::uint64_t epoch) {
    this->delayed_send(caf::actor_cast<Handle>(this), in, wake{epoch});
  }

  /// Makes a receiver of an answer that calls `use` on this actor's thread. `use` is not called after the actor has
  /// terminated.
  template <class T, class Use>
  on_answer<T> answer(Use use) {
    const caf::actor_addr weak = this->address();
    return [weak, use](deferred<T> decode) {
      if (auto self = caf::actor_cast<caf::actor>(weak))
        caf::anon_send(self, port_reply{[use, decode] { use(decode()); }});
    };
  }

  /// Makes a receiver of events with the guarantees of `answer`.
  template <class T, class Use>
  std::function<void(T)> sink(Use use) {
    return [take = answer<T>(std::move(use))](T event) { take([event = std::move(event)] { return event; }); };
  }

private:
  // Counts in its destructor, so that a handler that throws is counted too.
  struct timer {
    actor_metrics& metrics;
    mailbox_gauge& mailbox;
    message_kind kind;
    std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
    ~timer() {
      metrics.handled(kind, std::chrono::steady_clock::now() - begin);
      mailbox.handled();
    }
  };

  std::string path_;
  actor_metrics& metrics_;
  mailbox_gauge mailbox_;
};

/// An actor that reports to status. It keeps its last report and sends it again to a new status actor.
template <class Handle>
class reporting_actor : public base_actor<Handle> {
public:
  reporting_actor(caf::actor_config& config, metrics_registry& metrics, std::string path, cluster_id cluster,
                  status_actor status)
      : base_actor<Handle>(config, metrics, std::move(path)), cluster_(std::move(cluster)), status_(std::move(status)) {
  }

  void on_exit() override {
    status_ = nullptr;
    base_actor<Handle>::on_exit();
  }

protected:
  const cluster_id& cluster() const { return cluster_; }
  const status_actor& status() const { return status_; }

  void report(report_body body) {
    last_ = std::move(body);
    this->send(status_, actor_report{this->path(), cluster_, *last_});
  }
  void add_event(std::string what) {
    spdlog::info("{}: {}", this->path(), what);
    this->send(status_, history_event{{}, this->path(), std::move(what)});
  }
  void moved(const status_moved& m) {
    status_ = m.status;
    if (last_)
      this->send(status_, actor_report{this->path(), cluster_, *last_});
  }

private:
  cluster_id cluster_;
  status_actor status_;
  std::optional<report_body> last_;
};

} // namespace signalbox
