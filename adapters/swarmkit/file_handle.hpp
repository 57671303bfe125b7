// A file descriptor that the destructor closes.
#pragma once
#include <unistd.h>
#include <utility>

namespace signalbox {

class file_handle {
public:
  explicit file_handle(int descriptor = -1) : descriptor_(descriptor) {}
  ~file_handle() {
    if (descriptor_ >= 0)
      ::close(descriptor_);
  }
  file_handle(file_handle&& other) noexcept : descriptor_(other.release()) {}
  file_handle& operator=(file_handle&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  int get() const { return descriptor_; } ///< -1: none
  int release() { return std::exchange(descriptor_, -1); }

private:
  int descriptor_;
};

} // namespace signalbox
