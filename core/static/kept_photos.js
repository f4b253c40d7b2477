// Photos of a form that may have to wait (kept.js): made small before they are sent, and laid down on this device in
// IndexedDB, where there is room for them. Everything here is gone when somebody signs out (site.js).
"use strict";

const keptPhotos = (() => {
  const LONGEST_SIDE = 2560; // what the server keeps of a photo, see core/files/photos.py
  const SMALL_ENOUGH = 700_000;
  const QUALITY = 0.85;

  const opened = () =>
    new Promise((resolve, reject) => {
      const asked = indexedDB.open("kept", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("photos");
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  const within = async (mode, act) => {
    const base = await opened();
    try {
      return await new Promise((resolve, reject) => {
        const work = base.transaction("photos", mode);
        const asked = act(work.objectStore("photos"));
        work.oncomplete = () => resolve(asked.result);
        work.onerror = work.onabort = () => reject(work.error);
      });
    } finally {
      base.close();
    }
  };

  // The same picture no larger than it is kept; what cannot be opened here goes as it is, and the server says what it is.
  const small = async (file) => {
    if (file.size <= SMALL_ENOUGH || !file.type.startsWith("image/") || !window.createImageBitmap) return file;
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
      const brush = canvas.getContext("2d");
      brush.fillStyle = "#fff";
      brush.fillRect(0, 0, canvas.width, canvas.height);
      brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
      return made && made.size < file.size ? new File([made], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" }) : file;
    } catch {
      return file;
    }
  };

  const inputs = (form) => [...form.querySelectorAll("input[type=file]")];
  const put = (input, files) => {
    const carried = new DataTransfer();
    for (const file of files) carried.items.add(file);
    input.files = carried.files;
    input.dispatchEvent(new CustomEvent("change")); // who watches the size of files looks again
  };

  return {
    // What is chosen in a form: [{field, file}].
    chosen: (form) => inputs(form).flatMap((input) => [...input.files].map((file) => ({ field: input.name, file }))),
    shrink: async (input) => put(input, await Promise.all([...input.files].map(small))),
    restore: (form, photos) => {
      for (const input of inputs(form)) put(input, photos.filter((one) => one.field === input.name).map((one) => one.file));
    },
    // True: they lie on this device. False: there is no room, or it is not allowed.
    keep: async (key, photos) => {
      try {
        const plain = await Promise.all(
          photos.map(async ({ field, file }) => ({ field, name: file.name, type: file.type, bytes: await file.arrayBuffer() })),
        );
        await within("readwrite", (store) => (plain.length ? store.put(plain, key) : store.delete(key)));
        return true;
      } catch {
        return false;
      }
    },
    read: async (key) => {
      try {
        const plain = (await within("readonly", (store) => store.get(key))) ?? [];
        return plain.map((one) => ({ field: one.field, file: new File([one.bytes], one.name, { type: one.type }) }));
      } catch {
        return [];
      }
    },
    drop: (key) => within("readwrite", (store) => store.delete(key)).catch(() => {}),
  };
})();
