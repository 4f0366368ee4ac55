#include "lossy_disk.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <new>

#include "base/check.h"

namespace world {

namespace {

constexpr std::size_t kSector = 512;

struct Handle {
  sqlite3_file base;  // first, as SQLite wants
  LossyDisk* disk;
  std::shared_ptr<DiskFile> file;
  std::string name;
  int level;
  unsigned shm_shared;
  unsigned shm_exclusive;
  bool shm_open;
  bool delete_on_close;
};

Handle& of(sqlite3_file* file) {
  return *reinterpret_cast<Handle*>(file);
}

void put(base::Bytes& content, std::uint64_t offset, base::ByteView data) {
  if (content.size() < offset + data.size()) content.resize(offset + data.size());
  std::copy(data.begin(), data.end(), content.begin() + static_cast<std::ptrdiff_t>(offset));
}

}  // namespace

// SQLite's tables of functions, with the disk's inside at hand.
struct Vfs {
  static LossyDisk& disk(sqlite3_vfs* vfs) { return *static_cast<LossyDisk*>(vfs->pAppData); }

  // True when this call must fail.
  static bool fails(LossyDisk& d, bool change) {
    if (!d.powered_) return true;
    if (change && ++d.changes_ >= d.cut_at_) {
      d.powered_ = false;
      return true;
    }
    ++d.calls_;
    if (d.fail_at_ != 0 && (d.calls_ == d.fail_at_ || (d.forever_ && d.calls_ > d.fail_at_))) {
      d.fired_ = true;
      return d.fault_ == FaultKind::io || change;  // a full disk can still be read
    }
    return false;
  }
  static int write_error(const LossyDisk& d, int io) {
    return d.powered_ && d.fault_ == FaultKind::full ? SQLITE_FULL : io;
  }

  static int close(sqlite3_file* file) {
    Handle& h = of(file);
    shm_unmap(file, 0);
    const std::lock_guard lock(h.disk->mutex_);
    release(h, SQLITE_LOCK_NONE);
    if (h.delete_on_close) h.disk->files_.erase(h.name);
    h.~Handle();
    return SQLITE_OK;
  }

  static int read(sqlite3_file* file, void* out, int size, sqlite3_int64 offset) {
    Handle& h = of(file);
    const std::lock_guard lock(h.disk->mutex_);
    if (fails(*h.disk, false)) return SQLITE_IOERR_READ;
    const base::Bytes& now = h.file->now;
    const auto from = static_cast<std::size_t>(offset);
    const auto wanted = static_cast<std::size_t>(size);
    const std::size_t n = from >= now.size() ? 0 : std::min(wanted, now.size() - from);
    if (n > 0) std::memcpy(out, now.data() + from, n);
    if (n == wanted) return SQLITE_OK;
    std::memset(static_cast<char*>(out) + n, 0, wanted - n);
    return SQLITE_IOERR_SHORT_READ;
  }

  static int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
    Handle& h = of(file);
    const std::lock_guard lock(h.disk->mutex_);
    const bool failed = fails(*h.disk, true);
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    // When the power fails in the middle of a write, a part of it may still reach the disk.
    if (!failed || !h.disk->powered_) {
      h.file->unsynced.push_back(
          {static_cast<std::uint64_t>(offset), base::Bytes(bytes, bytes + size)});
    }
    if (failed) return write_error(*h.disk, SQLITE_IOERR_WRITE);
    put(h.file->now, static_cast<std::uint64_t>(offset), h.file->unsynced.back().data);
    return SQLITE_OK;
  }

  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    Handle& h = of(file);
    const std::lock_guard lock(h.disk->mutex_);
    if (fails(*h.disk, true)) return SQLITE_IOERR_TRUNCATE;
    h.file->now.resize(static_cast<std::size_t>(size));
    h.file->unsynced.push_back({static_cast<std::uint64_t>(size), {}});
    return SQLITE_OK;
  }

  static void apply(base::Bytes& content, const DiskFile::Change& change) {
    if (change.data.empty()) {
      content.resize(change.offset);
    } else {
      put(content, change.offset, change.data);
    }
  }

  static int sync(sqlite3_file* file, int) {
    Handle& h = of(file);
    const std::lock_guard lock(h.disk->mutex_);
    if (fails(*h.disk, true)) return SQLITE_IOERR_FSYNC;
    for (const DiskFile::Change& change : h.file->unsynced) apply(h.file->durable, change);
    h.file->unsynced.clear();
    if (!h.file->name_durable) h.disk->sync_folder();  // as SQLite's own VFS does for a new file
    return SQLITE_OK;
  }

  static int file_size(sqlite3_file* file, sqlite3_int64* out) {
    Handle& h = of(file);
    const std::lock_guard lock(h.disk->mutex_);
    if (fails(*h.disk, false)) return SQLITE_IOERR_FSTAT;
    *out = static_cast<sqlite3_int64>(h.file->now.size());
    return SQLITE_OK;
  }

  static void release(Handle& h, int level) {
    DiskFile& f = *h.file;
    if (f.exclusive == &h) f.exclusive = nullptr;
    if (f.pending == &h) f.pending = nullptr;
    if (f.reserved == &h) f.reserved = nullptr;
    if (level == SQLITE_LOCK_NONE && h.level >= SQLITE_LOCK_SHARED) f.shared--;
    h.level = level;
  }

  static int take(sqlite3_file* file, int level) {
    Handle& h = of(file);
    const std::lock_guard lock(h.disk->mutex_);
    DiskFile& f = *h.file;
    const auto other = [&](const void* holder) { return holder != nullptr && holder != &h; };
    if (h.level >= level) return SQLITE_OK;
    if (other(f.exclusive)) return SQLITE_BUSY;
    if (h.level == SQLITE_LOCK_NONE) {
      if (other(f.pending)) return SQLITE_BUSY;
      f.shared++;
      h.level = SQLITE_LOCK_SHARED;
    }
    if (level == SQLITE_LOCK_SHARED) return SQLITE_OK;
    if (other(f.reserved) || other(f.pending)) return SQLITE_BUSY;
    f.reserved = &h;
    h.level = SQLITE_LOCK_RESERVED;
    if (level == SQLITE_LOCK_RESERVED) return SQLITE_OK;
    f.pending = &h;
    h.level = SQLITE_LOCK_PENDING;
    if (level == SQLITE_LOCK_PENDING) return SQLITE_OK;
    if (f.shared > 1) return SQLITE_BUSY;
    f.exclusive = &h;
    h.level = SQLITE_LOCK_EXCLUSIVE;
    return SQLITE_OK;
  }

  static int unlock(sqlite3_file* file, int level) {
    Handle& h = of(file);
    const std::lock_guard lock(h.disk->mutex_);
    if (h.level > level) release(h, level);
    return SQLITE_OK;
  }

  static int reserved(sqlite3_file* file, int* out) {
    Handle& h = of(file);
    const std::lock_guard lock(h.disk->mutex_);
    *out = h.file->reserved != nullptr;
    return SQLITE_OK;
  }

  static int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
  static int sector_size(sqlite3_file*) { return kSector; }
  static int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

  static int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
    Handle& h = of(file);
    const std::lock_guard lock(h.disk->mutex_);
    *out = nullptr;
    if (fails(*h.disk, false)) return SQLITE_IOERR_SHMMAP;
    if (!h.shm_open) {
      h.shm_open = true;
      h.file->shm_users++;
    }
    auto& shm = h.file->shm;
    const auto at = static_cast<std::size_t>(region);
    if (at >= shm.size() && extend == 0) return SQLITE_OK;
    while (at >= shm.size()) {
      shm.push_back(std::make_unique<base::Bytes>(static_cast<std::size_t>(size)));
    }
    *out = shm[at]->data();
    return SQLITE_OK;
  }

  static int shm_lock(sqlite3_file* file, int offset, int n, int flags) {
    Handle& h = of(file);
    const std::lock_guard lock(h.disk->mutex_);
    DiskFile& f = *h.file;
    const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
      for (int i = offset; i < offset + n; ++i) shm_release(h, i);
      return SQLITE_OK;
    }
    for (int i = offset; i < offset + n; ++i) {
      const bool mine = (h.shm_shared >> i & 1) != 0;
      if (f.shm_exclusive[i] != nullptr && f.shm_exclusive[i] != &h) return SQLITE_BUSY;
      if (exclusive && f.shm_shared[i] > (mine ? 1 : 0)) return SQLITE_BUSY;
    }
    for (int i = offset; i < offset + n; ++i) {
      if (exclusive) {
        f.shm_exclusive[i] = &h;
        h.shm_exclusive |= 1U << i;
      } else if ((h.shm_shared >> i & 1) == 0) {
        f.shm_shared[i]++;
        h.shm_shared |= 1U << i;
      }
    }
    return SQLITE_OK;
  }

  static void shm_release(Handle& h, int i) {
    if ((h.shm_exclusive >> i & 1) != 0) h.file->shm_exclusive[i] = nullptr;
    if ((h.shm_shared >> i & 1) != 0) h.file->shm_shared[i]--;
    h.shm_exclusive &= ~(1U << i);
    h.shm_shared &= ~(1U << i);
  }

  static void shm_barrier(sqlite3_file*) { std::atomic_thread_fence(std::memory_order_seq_cst); }

  static int shm_unmap(sqlite3_file* file, int) {
    Handle& h = of(file);
    const std::lock_guard lock(h.disk->mutex_);
    if (!h.shm_open) return SQLITE_OK;
    for (int i = 0; i < SQLITE_SHM_NLOCK; ++i) shm_release(h, i);
    h.shm_open = false;
    if (--h.file->shm_users == 0) h.file->shm.clear();
    return SQLITE_OK;
  }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
    static const sqlite3_io_methods kMethods = {
        2,         close,    read,    write,       truncate,        sync,    file_size, take,
        unlock,    reserved, control, sector_size, characteristics, shm_map, shm_lock,  shm_barrier,
        shm_unmap, nullptr,  nullptr};
    LossyDisk& d = disk(vfs);
    file->pMethods = nullptr;
    const std::lock_guard lock(d.mutex_);
    if (fails(d, false)) return SQLITE_CANTOPEN;
    const std::string path = name != nullptr ? name : "temporary " + std::to_string(++d.calls_);
    auto it = d.files_.find(path);
    if (it == d.files_.end()) {
      if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
      it = d.files_.emplace(path, std::make_shared<DiskFile>()).first;
    }
    new (file) Handle{{&kMethods},
                      &d,
                      it->second,
                      path,
                      SQLITE_LOCK_NONE,
                      0,
                      0,
                      false,
                      (flags & SQLITE_OPEN_DELETEONCLOSE) != 0};
    if (out != nullptr) *out = flags;
    return SQLITE_OK;
  }

  static int remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
    LossyDisk& d = disk(vfs);
    const std::lock_guard lock(d.mutex_);
    if (fails(d, true)) return SQLITE_IOERR_DELETE;
    const auto it = d.files_.find(name);
    if (it == d.files_.end()) return SQLITE_IOERR_DELETE_NOENT;
    if (sync_folder == 0 && it->second->name_durable) d.ghosts_[name] = it->second;
    d.files_.erase(it);
    if (sync_folder != 0) d.sync_folder();
    return SQLITE_OK;
  }

  static int access(sqlite3_vfs* vfs, const char* name, int, int* out) {
    LossyDisk& d = disk(vfs);
    const std::lock_guard lock(d.mutex_);
    if (fails(d, false)) return SQLITE_IOERR_ACCESS;
    *out = d.files_.contains(name);
    return SQLITE_OK;
  }

  static int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
  }

  static int randomness(sqlite3_vfs* vfs, int size, char* out) {
    LossyDisk& d = disk(vfs);
    const std::lock_guard lock(d.mutex_);
    d.random_.fill({reinterpret_cast<std::uint8_t*>(out), static_cast<std::size_t>(size)});
    return size;
  }

  static int sleep(sqlite3_vfs*, int microseconds) { return microseconds; }
  static int time(sqlite3_vfs*, double* out) {
    *out = 2461000.5;
    return SQLITE_OK;
  }
  static int last_error(sqlite3_vfs*, int, char*) { return 0; }
};

LossyDisk::LossyDisk(std::uint64_t seed) : random_(seed) {
  static std::atomic<int> counter = 0;
  name_ = "lossy" + std::to_string(++counter);
  vfs_ = std::make_unique<sqlite3_vfs>();
  vfs_->iVersion = 1;
  vfs_->szOsFile = sizeof(Handle);
  vfs_->mxPathname = 256;
  vfs_->zName = name_.c_str();
  vfs_->pAppData = this;
  vfs_->xOpen = Vfs::open;
  vfs_->xDelete = Vfs::remove;
  vfs_->xAccess = Vfs::access;
  vfs_->xFullPathname = Vfs::full_path;
  vfs_->xRandomness = Vfs::randomness;
  vfs_->xSleep = Vfs::sleep;
  vfs_->xCurrentTime = Vfs::time;
  vfs_->xGetLastError = Vfs::last_error;
  AMPARO_CHECK(sqlite3_vfs_register(vfs_.get(), 0) == SQLITE_OK);
}

LossyDisk::~LossyDisk() {
  sqlite3_vfs_unregister(vfs_.get());
}

void LossyDisk::sync_folder() {
  ghosts_.clear();
  for (auto& [name, file] : files_) file->name_durable = true;
}

void LossyDisk::restart() {
  for (auto& [name, ghost] : ghosts_) {
    if (!files_.contains(name) && random_.below(2) == 0) files_[name] = ghost;
  }
  ghosts_.clear();
  // How much of what was not synced survives differs from cut to cut: nothing, a little, most, all.
  constexpr std::uint64_t kShares[] = {0, 5, 50, 95, 100};
  const std::uint64_t share = kShares[random_.below(5)];
  for (auto it = files_.begin(); it != files_.end();) {
    DiskFile& f = *it->second;
    if (!f.name_durable && random_.below(2) == 0) {
      it = files_.erase(it);
      continue;
    }
    for (const DiskFile::Change& change : f.unsynced) {
      if (change.data.empty()) {
        if (random_.below(100) < share) f.durable.resize(change.offset);
        continue;
      }
      // Pieces end where sectors of the disk end.
      for (std::size_t at = 0; at < change.data.size();) {
        const std::uint64_t offset = change.offset + at;
        const std::size_t n =
            std::min<std::size_t>(kSector - offset % kSector, change.data.size() - at);
        base::Bytes piece(change.data.begin() + static_cast<std::ptrdiff_t>(at),
                          change.data.begin() + static_cast<std::ptrdiff_t>(at + n));
        if (random_.below(100) < share) {
          if (share < 100 && random_.below(50) == 0) random_.fill(piece);
          put(f.durable, offset, piece);
        }
        at += n;
      }
    }
    auto fresh = std::make_shared<DiskFile>();
    fresh->durable = std::move(f.durable);
    fresh->now = fresh->durable;
    fresh->name_durable = true;
    it->second = std::move(fresh);
    ++it;
  }
  powered_ = true;
  cut_at_ = UINT64_MAX;
}

void LossyDisk::fail_at(std::uint64_t calls, FaultKind kind, bool forever) {
  fail_at_ = calls_ + calls;
  fault_ = kind;
  forever_ = forever;
  fired_ = false;
}

LossyDisk::Image LossyDisk::image() {
  Image out;
  for (const auto& [name, file] : files_) out[name] = file->now;
  return out;
}

void LossyDisk::load(const Image& image) {
  files_.clear();
  ghosts_.clear();
  for (const auto& [name, bytes] : image) {
    auto file = std::make_shared<DiskFile>();
    file->now = bytes;
    file->durable = bytes;
    file->name_durable = true;
    files_[name] = std::move(file);
  }
}

}  // namespace world
