// The conditions under which a cluster's view is published.
#include "actors/watcher/view_publisher.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/logic/instants.hpp"

using namespace signalbox;
using namespace std::chrono_literals;

namespace {

/// Two clusters, and a Swarm whose services a test changes.
struct published_views {
  static std::vector<cluster_settings> east_and_west() {
    std::vector<cluster_settings> both(2);
    both[0].id = {"east"};
    both[0].service_cluster = "east";
    both[1].id = {"west"};
    both[1].service_cluster = "west";
    return both;
  }
  void add(const std::string& name, const std::string& cluster) {
    auto& s = snapshot.services[name];
    s.id = s.name = name;
    s.labels = {{"com.docker.lb.hosts", name + ".local"}, {"com.docker.lb.service_cluster", cluster}};
  }
  void compare(instant now, bool is_news = true) { views.compare(snapshot, polled, is_news, now); }
  std::vector<std::string> publish(instant now) {
    std::vector<std::string> clusters;
    if (const auto due = views.publish(snapshot, polled, now))
      for (const auto& v : due->views)
        clusters.push_back(v.cluster.value);
    return clusters;
  }
  using names = std::vector<std::string>;
  swarm_snapshot snapshot;
  convergence polled{poll_policy{}};
  view_publisher views{east_and_west(), watcher_policy{}, 4};
};

struct quiet_views : published_views {
  quiet_views() {
    compare(start);
    publish(start);
  }
};

} // namespace

TEST_CASE_METHOD(published_views,
                 "the first views go to every cluster, later ones only to clusters whose view changed") {
  CHECK(views.service_clusters() == std::set<std::string>{"east", "west"});
  CHECK_FALSE(views.last({"east"}));
  compare(start);
  CHECK(views.due() == start);
  CHECK(publish(start) == names{"east", "west"});
  CHECK(views.last({"east"})->rev == revision{4, 1});
  CHECK_FALSE(views.due());
  add("web", "east");
  compare(start + 1s);
  CHECK(publish(start + 1s) == names{"east"});
  CHECK(views.last({"east"})->rev == revision{4, 2});
  CHECK(views.last({"east"})->view->services.size() == 1);
  CHECK(views.last({"west"})->rev == revision{4, 1});
}

TEST_CASE_METHOD(quiet_views, "an unchanged view is not published") {
  compare(start + 1s);
  CHECK_FALSE(views.due());
  add("web", "nowhere");
  compare(start + 1s);
  CHECK_FALSE(views.due());
  CHECK_FALSE(views.publish(snapshot, polled, start + 1s));
}

TEST_CASE_METHOD(quiet_views, "a change soon after another is held off, and its waiting time is returned") {
  add("web", "east");
  compare(start + 1s);
  publish(start + 1s);
  add("api", "east");
  compare(start + 1050ms);
  CHECK(views.due() == start + 1100ms);
  CHECK_FALSE(views.publish(snapshot, polled, start + 1099ms));
  const auto due = views.publish(snapshot, polled, start + 1100ms);
  REQUIRE(due);
  CHECK(due->waited == 50ms);
}

TEST_CASE_METHOD(quiet_views, "a change that is undone before it is due is not published") {
  add("web", "east");
  compare(start + 1s);
  snapshot.services.clear();
  CHECK(publish(start + 1s).empty());
  CHECK(views.last({"east"})->rev == revision{4, 1});
}

TEST_CASE_METHOD(quiet_views, "a view is published when its services have converged, without another change") {
  add("web", "east");
  polled.mark_changed("web", start + 1s);
  compare(start + 1s);
  publish(start + 1s);
  CHECK_FALSE(views.last({"east"})->view->settled);
  compare(start + 2s, false);
  CHECK_FALSE(views.due());
  polled.forget("web");
  compare(start + 3s, false);
  CHECK(publish(start + 3s) == names{"east"});
  CHECK(views.last({"east"})->view->settled);
}
