// Menus and dialogs of the desktop app. What Electron names by role comes in the system's language by itself.

export const desktop = {
  menu: {
    settings: 'Settings…',
    models: 'Models…',
    file: '&File',
    newChat: 'New Chat',
    searchChats: 'Search Chats',
    buyCredits: 'Buy Credits…',
    view: '&View',
    toggleSidebar: 'Toggle Sidebar',
    aboutOllama: 'About Ollama',
  },
  contextMenu: {
    noSuggestions: 'No suggestions',
    learnSpelling: 'Learn Spelling',
    copyLink: 'Copy Link',
  },
  checkoutTitle: 'Checkout',
  /** The core's process died twice within a few minutes. */
  coreLost: {
    message: 'Tallystick stopped working again',
    detail: 'Your chats are safe. If this keeps happening, check the log in Tallystick’s data folder.',
    startAgain: 'Start Again',
    quit: 'Quit',
  },
  /** The page's process died several times. */
  windowLost: {
    message: 'The window stopped working several times',
    detail: 'Your chats are safe. Open it again, or close it and restart the app.',
    openAgain: 'Open Again',
    close: 'Close',
  },
};
