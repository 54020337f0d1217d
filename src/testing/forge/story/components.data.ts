// SPDX-License-Identifier: MIT
// Copyright 2026 The Proofboard authors

/** What is built of a component: `dom0` packages for the hosts, `vm` for the templates, `checks` nothing at all. */
export type ComponentKind = 'dom0' | 'vm' | 'both' | 'checks';

export interface ComponentGroup {
  readonly topic: string;
  readonly kind: ComponentKind;
  /** A subgroup of the organisation; null for the organisation itself. */
  readonly subgroup: string | null;
  readonly names: readonly string[];
}

/** The organisation's components by group; those the story is about come first in each. */
export const COMPONENT_GROUPS: readonly ComponentGroup[] = [
  {
    topic: 'core', kind: 'both', subgroup: null,
    names: words(`qubes-core-admin qubes-core-agent-linux qubes-core-qrexec qubes-core-qubesdb qubes-core-vchan-xen
      qubes-core-admin-client qubes-linux-utils qubes-linux-kernel qubes-core-libvirt qubes-core-vchan-socket
      qubes-core-admin-linux qubes-core-admin-addon-whonix qubes-core-admin-addon-bridge-device qubes-core-supervisor
      qubes-linux-firmware qubes-linux-kernel-u2mfn qubes-linux-scrypt qubes-linux-pvgrub2 qubes-linux-dracut
      qubes-linux-selinux-policy qubes-meta-packages qubes-release-configs qubes-policy qubes-i18n qubes-tests`),
  },
  {
    topic: 'gui', kind: 'both', subgroup: null,
    names: words(`qubes-gui-daemon qubes-gui-agent-linux qubes-gui-common qubes-desktop-linux-menu qubes-desktop-linux-manager
      qubes-desktop-linux-common qubes-manager qubes-gui-agent-xen-hvm-stubdom qubes-desktop-linux-xfce4 qubes-desktop-linux-xfce4-xfwm4
      qubes-desktop-linux-kde qubes-desktop-linux-i3 qubes-desktop-linux-i3-settings qubes-desktop-linux-awesome
      qubes-desktop-linux-icons qubes-artwork qubes-artwork-plymouth qubes-audio-daemon qubes-notification-proxy
      qubes-video-companion qubes-gui-clipboard qubes-gui-tray qubes-gui-settings qubes-gui-updater qubes-gui-backup`),
  },
  {
    topic: 'vmm', kind: 'dom0', subgroup: null,
    names: words(`qubes-vmm-xen qubes-vmm-xen-stubdom-linux qubes-vmm-xen-stubdom-legacy qubes-vmm-xen-guest qubes-vmm-xen-unstable
      qubes-grub2 qubes-grub2-theme qubes-seabios qubes-ipxe qubes-lvm2 qubes-libvirt-python qubes-intel-microcode
      qubes-amd-microcode qubes-xscreensaver qubes-antievilmaid qubes-tpm-extra qubes-trousers qubes-blivet
      qubes-anaconda qubes-anaconda-addon qubes-lorax qubes-pykickstart qubes-installer qubes-heads`),
  },
  {
    topic: 'app', kind: 'vm', subgroup: null,
    names: words(`qubes-app-linux-split-gpg2 qubes-app-linux-split-gpg qubes-app-linux-usb-proxy qubes-app-linux-pdf-converter
      qubes-app-linux-img-converter qubes-app-linux-input-proxy qubes-app-linux-snapd-helper qubes-app-linux-split-ssh
      qubes-app-u2f qubes-app-yubikey qubes-app-thunderbird qubes-app-shutdown-idle qubes-app-passwords qubes-app-remote-support
      qubes-app-linux-tor qubes-app-linux-firejail qubes-app-linux-camera qubes-app-linux-mic qubes-app-linux-printer
      qubes-app-linux-scanner qubes-app-linux-vpn qubes-app-linux-dns qubes-app-linux-ntp qubes-app-linux-mail
      qubes-app-linux-calendar qubes-app-linux-notes`),
  },
  {
    topic: 'mgmt', kind: 'dom0', subgroup: null,
    names: words(`qubes-mgmt-salt qubes-mgmt-salt-base qubes-mgmt-salt-base-config qubes-mgmt-salt-base-overrides
      qubes-mgmt-salt-base-topd qubes-mgmt-salt-dom0-qvm qubes-mgmt-salt-dom0-update qubes-mgmt-salt-dom0-virtual-machines
      qubes-ansible qubes-infrastructure qubes-builderv2 qubes-builder-debian qubes-builder-rpm qubes-builder-archlinux
      qubes-builder-gentoo qubes-repo-templates qubes-template-whonix qubes-template-minimal qubes-template-xfce`),
  },
  {
    topic: 'infra', kind: 'checks', subgroup: 'infra',
    names: words(`qubes-doc qubes-posts qubes-continuous-integration qubes-website qubes-openqa-tests qubes-mirrors
      qubes-release-tools qubes-security-pack`),
  },
  {
    topic: 'contrib', kind: 'vm', subgroup: 'contrib',
    names: words(`qubes-skeleton qubes-tunnel qubes-terminal-hotkeys qubes-network-server qubes-split-browser qubes-split-dm-crypt
      qubes-shared-folders qubes-task-manager qubes-usb-gadget qubes-webcam qubes-wallpapers qubes-screenshot qubes-vpn-support
      qubes-parrot qubes-kali qubes-mirage-firewall qubes-nix qubes-guix qubes-alpine qubes-void qubes-opensuse qubes-windows-tools
      qubes-bsd`),
  },
];

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}
