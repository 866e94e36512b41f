// What is refused, and why, in German: the radio of this phone. How this is read: web-ui/words/refusals.ts.

import type { Sentences } from '../../refusals.ts';

export const radio: Sentences = {
  'The radio did not answer in time. Restart it, then try again.':
    'Das Funkgerät hat nicht rechtzeitig geantwortet. Starten Sie es neu und versuchen Sie es noch einmal.',
  'The radio is not connected. Try again.': 'Das Funkgerät ist nicht verbunden. Versuchen Sie es noch einmal.',
  'The connection was lost: {@1}.': 'Die Verbindung ging verloren: {@1}.',
  'Another program uses this radio at the same time (a phone app, the Meshtastic command line, a second gateway). Close it: a radio serves one client.':
    'Ein anderes Programm benutzt dieses Funkgerät gleichzeitig (eine App auf einem Telefon, das Befehlsprogramm von Meshtastic, ein zweites Gateway). Schließen Sie es: Ein Funkgerät bedient nur einen.',
  'The radio restarted.': 'Das Funkgerät hat neu gestartet.',
  'The radio stopped answering. Connecting again.': 'Das Funkgerät antwortet nicht mehr. Es wird neu verbunden.',
  'The radio began to answer and stopped. Another program may be reading the same port: close it, or restart the radio.':
    'Das Funkgerät fing an zu antworten und hörte auf. Vielleicht liest ein anderes Programm denselben Anschluss: Schließen Sie es, oder starten Sie das Funkgerät neu.',
  'This is a GPS receiver, not a radio. Choose another port.':
    'Das ist ein GPS-Empfänger, kein Funkgerät. Wählen Sie einen anderen Anschluss.',
  'This is a modem, not a Meshtastic radio. Choose another port.':
    'Das ist ein Modem, kein Meshtastic-Funkgerät. Wählen Sie einen anderen Anschluss.',
  'The board waits for new firmware. Press its reset button, or install Meshtastic on it.':
    'Die Platine wartet auf neue Firmware. Drücken Sie ihren Reset-Knopf, oder installieren Sie Meshtastic darauf.',
  'The board restarts again and again. Check its power supply, cable and battery.':
    'Die Platine startet immer wieder neu. Prüfen Sie Stromversorgung, Kabel und Akku.',
  'A Meshtastic console speaks here, but its client interface does not answer. Switch the serial interface on (security.serial_enabled), or use another port of the device.':
    'Hier spricht eine Meshtastic-Konsole, aber ihre Schnittstelle für Programme antwortet nicht. Schalten Sie die serielle Schnittstelle ein (security.serial_enabled), oder nehmen Sie einen anderen Anschluss des Geräts.',
  'A computer or another program answers here, not a radio. Choose another port.':
    'Hier antwortet ein Computer oder ein anderes Programm, kein Funkgerät. Wählen Sie einen anderen Anschluss.',
  'Something speaks on this port, but it is no Meshtastic radio (or the speed is not 115200). Choose another port.':
    'An diesem Anschluss spricht etwas, aber es ist kein Meshtastic-Funkgerät (oder das Tempo ist nicht 115200). Wählen Sie einen anderen Anschluss.',
  'Nothing answers on this port. Is the radio switched on, does it run Meshtastic, does the cable carry data (many only charge), and is no other program using it?':
    'An diesem Anschluss antwortet nichts. Ist das Funkgerät eingeschaltet, läuft Meshtastic darauf, überträgt das Kabel Daten (viele laden nur), und benutzt es kein anderes Programm?',
  'This browser cannot use Bluetooth radios. Use Chrome on Android or on a computer, or the gateway.':
    'Dieser Browser kann keine Bluetooth-Funkgeräte benutzen. Nehmen Sie Chrome auf Android oder auf einem Computer, oder das Gateway.',
  'The radio did not let us in. Pair it first with the code on its screen (123456 if it has none).':
    'Das Funkgerät hat uns nicht hereingelassen. Koppeln Sie es zuerst mit der Zahl auf seinem Bildschirm (123456, wenn es keinen hat).',
  'No radio was chosen. Switch its Bluetooth on and choose it in the list.':
    'Es wurde kein Funkgerät gewählt. Schalten Sie sein Bluetooth ein und wählen Sie es in der Liste.',
  'The radio does not answer over Bluetooth. Come closer; disconnect other phones from it: it serves one.':
    'Das Funkgerät antwortet über Bluetooth nicht. Gehen Sie näher heran, und trennen Sie andere Telefone davon: Es bedient nur eines.',
  'This browser cannot use USB radios. Use Chrome or Edge on a computer, Bluetooth, or the gateway.':
    'Dieser Browser kann keine USB-Funkgeräte benutzen. Nehmen Sie Chrome oder Edge auf einem Computer, Bluetooth oder das Gateway.',
  'No radio was chosen. Plug it in and choose it in the list.':
    'Es wurde kein Funkgerät gewählt. Stecken Sie es ein und wählen Sie es in der Liste.',
  'The page may not use radios. Open it over https, or from the gateway itself.':
    'Diese Seite darf keine Funkgeräte benutzen. Öffnen Sie sie über https oder vom Gateway selbst aus.',
  'The port could not be opened. Another program or another page may be using it: close that one.':
    'Der Anschluss ließ sich nicht öffnen. Vielleicht benutzt ihn ein anderes Programm oder eine andere Seite: Schließen Sie sie.',
  'The port opened but carries nothing. Unplug the radio and plug it in again.':
    'Der Anschluss ging auf, aber es kommt nichts durch. Ziehen Sie das Funkgerät ab und stecken Sie es wieder an.',
  'Another tab of this browser is connected to a radio. Let it go there first, or close that tab.':
    'Ein anderer Tab dieses Browsers ist mit einem Funkgerät verbunden. Trennen Sie es dort zuerst, oder schließen Sie den Tab.',
  'the radio went out of reach or was switched off': 'das Funkgerät kam außer Reichweite oder wurde ausgeschaltet',
  'the radio was unplugged or switched off': 'das Funkgerät wurde abgezogen oder ausgeschaltet',
  'The message is too long for one packet. Shorten it or send it in parts.':
    'Die Nachricht ist zu lang für ein Paket. Kürzen Sie sie oder schicken Sie sie in Teilen.',
  'The radio has no such channel. Set up the community channel on it (folkmoot provision).':
    'Das Funkgerät hat keinen solchen Kanal. Richten Sie den Kanal der Gemeinschaft darauf ein (folkmoot provision).',
  'The radio has used up the airtime the law allows for now. It may send again later.':
    'Das Funkgerät hat die Sendezeit verbraucht, die das Gesetz erlaubt. Später darf es wieder senden.',
  'The radio stayed full. Try again when it has sent what it holds.':
    'Das Funkgerät blieb voll. Versuchen Sie es wieder, wenn es gesendet hat, was darin wartet.',
  'The radio does not transmit: its region is not set, or transmitting is switched off.':
    'Das Funkgerät sendet nicht: Seine Region ist nicht gesetzt, oder das Senden ist ausgeschaltet.',
  'The radio does not know the key of that radio yet. It must be heard once first.':
    'Das Funkgerät kennt den Schlüssel jenes Funkgeräts noch nicht. Es muss es zuerst einmal hören.',
  'The radio could not encrypt for that radio. Its stored key may be wrong.':
    'Das Funkgerät konnte nicht für jenes Funkgerät verschlüsseln. Vielleicht ist der gespeicherte Schlüssel falsch.',
  'Too soon after the last one of its kind. Wait a little.':
    'Zu früh nach dem letzten dieser Art. Warten Sie ein wenig.',
  'No way to that radio is known.': 'Zu jenem Funkgerät ist kein Weg bekannt.',
  'The radio refused the packet.': 'Das Funkgerät hat das Paket abgelehnt.',
  'Too many messages are waiting for the radio. Less urgent ones were refused.':
    'Zu viele Nachrichten warten auf das Funkgerät. Weniger dringende wurden abgelehnt.',
  'The message waited for the radio longer than it was good for.':
    'Die Nachricht hat länger auf das Funkgerät gewartet, als sie gültig war.',
  'The connection to the radio was closed by us before the message went out.':
    'Wir haben die Verbindung zum Funkgerät geschlossen, bevor die Nachricht hinausging.',
  'The radio did not answer an order. Restart it, then try again.':
    'Das Funkgerät hat auf einen Befehl nicht geantwortet. Starten Sie es neu und versuchen Sie es noch einmal.',
  'The radio did not tell its name. Restart it, then try again.':
    'Das Funkgerät hat seinen Namen nicht gesagt. Starten Sie es neu und versuchen Sie es noch einmal.',
  'the radio stopped answering': 'das Funkgerät antwortete nicht mehr',
  'closed by us': 'von uns geschlossen',
  'The radio refused an order (error {#1}). Is it managed by somebody else (security.is_managed)?':
    'Das Funkgerät hat einen Befehl abgelehnt (Fehler {#1}). Verwaltet es jemand anderes (security.is_managed)?',
  'Bluetooth failed: {1}': 'Bluetooth versagte: {1}',
  'The port could not be opened: {1}': 'Der Anschluss ließ sich nicht öffnen: {1}',
  'All eight channels of the radio are in use. Free one in the Meshtastic app, then try again.':
    'Alle acht Kanäle des Funkgeräts sind belegt. Machen Sie in der Meshtastic-App einen frei und versuchen Sie es noch einmal.',
  'This channel already has a private key. Radios that still hold the old one will no longer be heard.':
    'Dieser Kanal hat schon einen eigenen Schlüssel. Funkgeräte, die noch den alten haben, werden nicht mehr gehört.',
  'The radio has not told its settings yet. Wait until it is connected, then try again.':
    'Das Funkgerät hat seine Einstellungen noch nicht gesagt. Warten Sie, bis es verbunden ist, und versuchen Sie es noch einmal.',
  'These saved settings belong to another radio. Its keys and names would be doubled.':
    'Diese gespeicherten Einstellungen gehören zu einem anderen Funkgerät. Seine Schlüssel und Namen gäbe es dann doppelt.',
  'The radio is set to {@1}. Another region is another frequency and another law: agree only if the radio is used in {@2}.':
    'Das Funkgerät ist auf {@1} eingestellt. Eine andere Region heißt andere Frequenz und anderes Gesetz: Stimmen Sie nur zu, wenn es in {@2} benutzt wird.',
  unset: 'nicht gesetzt',
  'The radio runs firmware {1}. Update it to 2.5 or newer (flasher.meshtastic.org), then try again.':
    'Auf dem Funkgerät läuft Firmware {1}. Bringen Sie es auf 2.5 oder neuer (flasher.meshtastic.org) und versuchen Sie es noch einmal.',
  'Say in which region the radio is used: one of {@1}.':
    'Sagen Sie, in welcher Region das Funkgerät benutzt wird, eine von {@1}.',
  'The preset {@1} is not allowed in {@2}. Choose another profile or region.':
    'Das Tempo {@1} ist in {@2} nicht erlaubt. Wählen Sie ein anderes Profil oder eine andere Region.',
  'A channel key has {#1} bytes, not {#2}.': 'Ein Kanalschlüssel hat {#1} Bytes, nicht {#2}.',
  'The name must have 1 to {#1} bytes; "{2}" does not.': 'Der Name muss 1 bis {#1} Bytes haben; „{2}“ hat das nicht.',
  'The short name must have 1 to {#1} bytes; "{2}" does not.':
    'Der Kurzname muss 1 bis {#1} Bytes haben; „{2}“ hat das nicht.',
  'The channel name must have 1 to {#1} bytes; "{2}" does not.':
    'Der Kanalname muss 1 bis {#1} Bytes haben; „{2}“ hat das nicht.',
  'The radio runs firmware older than 2.5. It will work in part at best: update it (https://flasher.meshtastic.org).':
    'Auf dem Funkgerät läuft eine Firmware, die älter als 2.5 ist. Sie taugt höchstens teilweise: Bringen Sie sie auf den neuen Stand (https://flasher.meshtastic.org).',
  'The region is not set, so the radio does not transmit. Set it: folkmoot radio provision --profile household --region NAME.':
    'Die Region ist nicht gesetzt, deshalb sendet das Funkgerät nicht. Setzen Sie sie hier unter „Für die Gemeinschaft einrichten“ oder am Computer: folkmoot radio provision --profile household --region NAME.',
  'Transmitting is switched off in the radio (lora.tx_enabled). Switch it on.':
    'Das Senden ist im Funkgerät ausgeschaltet (lora.tx_enabled). Schalten Sie es ein.',
  'There is no profile "{1}".': 'Ein Profil „{1}“ gibt es nicht.',
  'No former settings of this radio are kept on this phone.':
    'Auf diesem Telefon sind keine früheren Einstellungen dieses Funkgeräts aufbewahrt.',
  'Nothing is planned.': 'Es ist nichts geplant.',
  'Compare first.': 'Lassen Sie sich zuerst zeigen, was sich ändern würde.',
  'The radio did not take everything. What is listed is still different.':
    'Das Funkgerät hat nicht alles übernommen. Was hier steht, ist noch anders.',
  'The radio is being written to.': 'Das Funkgerät wird gerade beschrieben.',
  'Wait until it has restarted.': 'Warten Sie, bis es neu gestartet hat.',
  'number {#1}': 'Nummer {#1}',
  custom: 'von Hand eingestellt',
  on: 'ein',
  off: 'aus',
  'a 256-bit key': 'ein Schlüssel mit 256 Bit',
  'our 256-bit key': 'unser Schlüssel mit 256 Bit',
  'a 128-bit key': 'ein Schlüssel mit 128 Bit',
  'the public key': 'der öffentliche Schlüssel',
  '(no name)': '(ohne Namen)',
  'Duty cycle limit exceeded. You can send again in {#1} mins':
    'Die erlaubte Sendezeit ist verbraucht. In {#1} min darf wieder gesendet werden.',
  'The radio did not answer over Bluetooth in time. Come closer, or switch it off and on.':
    'Das Funkgerät hat über Bluetooth nicht rechtzeitig geantwortet. Gehen Sie näher heran, oder schalten Sie es aus und wieder ein.',
  '{@1} The radio has kept none of it, but may act on a part until it is off: switch it off and on, then try again.':
    '{@1} Das Funkgerät hat nichts davon behalten, handelt aber vielleicht nach einem Teil, bis es aus ist: Schalten Sie es aus und wieder ein und versuchen Sie es noch einmal.',
  '{@1} All was given to the radio, but it has not come back. Switch it off and on, then compare again.':
    '{@1} Alles wurde dem Funkgerät übergeben, aber es ist nicht wiedergekommen. Schalten Sie es aus und wieder ein, und vergleichen Sie noch einmal.',
  '{@1} All was given to the radio, but it could not be read back. Compare again.':
    '{@1} Alles wurde dem Funkgerät übergeben, ließ sich aber nicht zurücklesen. Vergleichen Sie noch einmal.',
  'This phone could not keep or read the radio’s former settings ({1}). Free some space on it.':
    'Dieses Telefon konnte die früheren Einstellungen des Funkgeräts nicht aufbewahren oder lesen ({1}). Schaffen Sie darauf etwas Platz.',
  'Look at the radio, then try again.': 'Sehen Sie nach dem Funkgerät und versuchen Sie es noch einmal.',
};
